import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { panelPage } from './panel-page.ts';
import { goesWell, scriptSetup, setupAsks } from './setup-scene.ts';
import { facts, folder, kept, localHistory, planned, sealedThere, tested } from './setup-stories.ts';
import { devices, told } from './stories.ts';

const browser = await openBrowser(after);

const secret = 'a long sentence that nobody guesses';

test('the first run goes by keyboard alone, from the first look to the hooks', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSetup(panel);
  const focused = () => page.evaluate<string>('document.activeElement.textContent || document.activeElement.id');
  await open('/');
  await page.getByRole('heading', { name: 'The memory of claude-mem is here.' }).waitFor();
  await page.getByText('5,376 memories').waitFor();
  assert.match(page.url(), /\/setup$/);
  assert.equal(await focused(), 'The memory of claude-mem is here.');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Where should it be kept?' }).waitFor();
  assert.equal(await focused(), 'Where should it be kept?');
  for (const key of ['Tab', 'ArrowDown', 'ArrowUp', 'Tab']) await page.keyboard.press(key);
  assert.equal(await focused(), 'setup-folder');
  await page.keyboard.type(folder);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Seal it with a passphrase' }).waitFor();
  assert.equal(await focused(), 'Seal it with a passphrase');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type(secret);
  await page.keyboard.press('Enter');
  await page.getByText('These two are not the same.').waitFor();
  assert.equal(await focused(), 'setup-passphraseAgain');
  await page.keyboard.type(secret);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'This machine is connected.' }).waitFor();
  assert.equal(await focused(), 'This machine is connected.');
  await page.getByRole('button', { name: 'Install the hooks…' }).waitFor();
  const place = { kind: 'folder', folder };
  const request = { language: 'en', place, project: 'mem', label: 'laptop', encryption: 'age', passphrase: secret };
  const connect = { ...request, reconnect: false };
  assert.deepEqual(
    setupAsks(scene.asked).map(({ step, request: asked }) => ({ step, request: asked })),
    [
      { step: 'test', request: { language: 'en', place, project: 'mem' } },
      { step: 'plan', request: connect },
      { step: 'connect', request: connect },
    ],
  );
});

test('what was typed stays on the way back, by the button and by the browser', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, open } = panel;
  scriptSetup(panel);
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.getByRole('button', { name: 'Test the place' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Back' }).click();
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), folder);
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByText('5,376 memories').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Back' }).count(), 0);
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByRole('button', { name: 'Test the place' }).click();
  assert.equal(await page.getByLabel('Passphrase', { exact: true }).inputValue(), secret);
  await page.getByLabel('The same again', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  await page.goBack();
  assert.equal(await page.getByLabel('Passphrase', { exact: true }).inputValue(), secret);
  await page.goForward();
  await page.getByRole('button', { name: 'Connect', exact: true }).waitFor();
});

test('no secret is kept, and a page that is loaded again begins anew', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSetup(panel);
  scene.next.setup = async (ask) => goesWell(ask);
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByRole('radio', { name: 'A bucket' }).check();
  await page.getByLabel('Store', { exact: true }).selectOption({ label: 'Hetzner' });
  await page.getByLabel('Region', { exact: true }).fill('fsn1');
  await page.getByLabel('Bucket', { exact: true }).fill('memory');
  await page.getByLabel('Access key', { exact: true }).fill('AKIAEXAMPLE');
  await page.getByLabel('Secret key', { exact: true }).fill(secret);
  for (const name of ['Access key', 'Secret key'])
    assert.equal(await page.getByLabel(name, { exact: true }).getAttribute('autocomplete'), 'off');
  await page.keyboard.press('Enter');
  const passphrase = page.getByLabel('Passphrase', { exact: true });
  await passphrase.fill(secret);
  assert.equal(await passphrase.getAttribute('type'), 'password');
  assert.equal(await passphrase.getAttribute('autocomplete'), 'new-password');
  await page.getByRole('button', { name: 'Show: Passphrase' }).click();
  assert.equal(await passphrase.getAttribute('type'), 'text');
  await page.getByLabel('The same again', { exact: true }).fill(secret);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  const kept = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href, document.cookie])',
  );
  assert.ok(!kept.includes(secret) && !kept.includes('AKIAEXAMPLE'), kept);
  await page.reload();
  await page.getByRole('heading', { name: 'The memory of claude-mem is here.' }).waitFor();
  await page.getByRole('button', { name: 'Choose a place' }).click();
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), '');
  const [asked] = setupAsks(scene.asked);
  assert.deepEqual(asked?.request.place, {
    kind: 's3',
    store: 'hetzner',
    endpoint: null,
    region: 'fsn1',
    account: null,
    bucket: 'memory',
    prefix: null,
    createBucket: false,
    keys: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: secret },
  });
});

test('a memory that is there is joined with its one passphrase, or plainly where it is not sealed', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, check, shot } = panel;
  const join = { created: false, plan: { upload: 40, bring: 812, delete: 0, bothHave: false } };
  scriptSetup(panel, (ask) => {
    if (ask.step === 'test')
      return { kind: 'told', answer: tested({ ...sealedThere, otherProjects: ['b'.repeat(16)] }) };
    return { kind: 'told', answer: planned(join) };
  });
  scene.next.setupFacts = facts({ folder: '/home/olena/Sync/membridge' });
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByText('A synced folder was found here.').waitFor();
  await page.getByRole('button', { name: 'Test the place' }).click();
  await page.getByRole('heading', { name: 'Open it with its passphrase' }).waitFor();
  await page.getByText('1 other project lies there too').waitFor();
  const passphrase = page.getByLabel('Passphrase', { exact: true });
  assert.equal(await passphrase.getAttribute('autocomplete'), 'current-password');
  assert.equal(await page.getByLabel('The same again').count(), 0);
  await check();
  await shot('setup-3-sealed');
  await passphrase.fill(secret);
  await page.keyboard.press('Enter');
  await page.getByText('memories are brought').waitFor();
  await page.getByText('This machine joins the memory there. Neither side loses anything.').waitFor();
  await shot('setup-4-join');
  scene.next.setup = async ({ step }) => {
    if (step === 'test')
      return { kind: 'told', answer: tested({ ...sealedThere, project: { mode: 'merge', encryption: 'none' } }) };
    return {
      kind: 'told',
      answer: planned({ ...join, remote: { kind: 'folder', where: folder, encryption: 'none' } }),
    };
  };
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Test the place' }).click();
  await page.getByRole('heading', { name: 'This memory is not sealed' }).waitFor();
  assert.equal(await page.locator('input[type=password]').count(), 0);
  await shot('setup-3-plain');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByText('none: readable by whoever reads the place').waitFor();
  const { request } = setupAsks(scene.asked).at(-1) ?? assert.fail('nothing was asked');
  assert.ok('encryption' in request && request.encryption === 'none' && request.passphrase === null);
});

test('a memory that is not there yet is waited for, and shown when it comes', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, check, shot } = panel;
  scriptSetup(panel);
  scene.next.setupFacts = facts({ memory: { kind: 'none', path: '/home/olena/.claude-mem/claude-mem.db' } });
  await open('/');
  await page.getByRole('heading', { name: 'There is no memory here yet.' }).waitFor();
  await page.getByText('membridge start --demo').waitFor();
  await check();
  await shot('setup-1-none');
  scene.next.setupFacts = facts();
  await page.getByRole('heading', { name: 'The memory of claude-mem is here.' }).waitFor();
});

test('who has only a history of this machine may leave it so, and gives nothing up by connecting', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  scriptSetup(panel);
  scene.next.setupFacts = facts({ connection: localHistory });
  scene.next.status = told();
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), '');
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.getByRole('button', { name: 'Test the place' }).click();
  await page.getByRole('radio', { name: 'Not sealed' }).check();
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  const { request } = setupAsks(scene.asked).at(-1) ?? assert.fail('nothing was asked');
  assert.ok('reconnect' in request && !request.reconnect && request.encryption === 'none');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('radio', { name: 'Only on this machine' }).check();
  await page.getByRole('button', { name: 'Leave it as it is' }).click();
  await page.getByRole('heading', { name: 'All memories are on every machine.' }).waitFor();
  assert.ok(!setupAsks(scene.asked).some(({ step }) => step === 'connect'));
});

test('who is alone learns on Home how the next machine joins', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, check, shot } = panel;
  scriptSetup(panel);
  scene.next.setupFacts = facts({
    connection: {
      ...kept,
      place: {
        kind: 's3',
        store: null,
        endpoint: 'https://s3.example.com',
        region: 'eu',
        account: null,
        bucket: 'memory',
        prefix: 'ours/',
        createBucket: false,
        keys: null,
      },
      project: { name: 'work & home', id: 'c'.repeat(16) },
    },
  });
  scene.next.status = told({}, { devices: devices().slice(0, 1) });
  await open('/');
  await page.getByRole('link', { name: 'Connect another machine…' }).press('Enter');
  await page.getByRole('heading', { name: 'Your next machine' }).waitFor();
  assert.deepEqual(await page.locator('.command code').allTextContents(), [
    "membridge init --s3 https://s3.example.com --region eu --bucket memory --prefix ours/ --project 'work & home'",
    'membridge start',
  ]);
  await page.getByText('The first one asks for the keys of the store and for the passphrase.').waitFor();
  await check();
  await shot('setup-next');
});

test('keeping it somewhere else says what becomes of the old place, and gives it up only then', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open, check, shot } = panel;
  const stick = '/media/stick/it is mine';
  const remote = { kind: 'folder', where: stick, encryption: 'age' };
  scriptSetup(panel, (ask) => (ask.step === 'test' ? goesWell(ask) : { kind: 'told', answer: planned({ remote }) }));
  scene.next.setupFacts = facts({ connection: kept });
  scene.next.status = told();
  await open('/setup');
  await page.getByText(`Now it is kept at ${folder}. What lies there stays as it is.`).waitFor();
  await check();
  await shot('setup-1-move');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  assert.equal(await page.getByLabel('Folder', { exact: true }).inputValue(), folder);
  await page.getByLabel('Folder', { exact: true }).fill(stick);
  await page.keyboard.press('Enter');
  await page.getByLabel('Passphrase', { exact: true }).fill(secret);
  await page.getByLabel('The same again', { exact: true }).fill(secret);
  await page.keyboard.press('Enter');
  await page.getByText(`What lies at ${folder} stays as it is.`).waitFor();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText("membridge init --folder '/media/stick/it is mine'").waitFor();
  assert.deepEqual(
    setupAsks(scene.asked).map(({ request }) => 'reconnect' in request && request.reconnect),
    [false, true, true],
  );
});
