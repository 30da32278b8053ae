import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import type { SetupField } from '../../core/host/api/contract-setup.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { panelPage, type PanelPage } from './panel-page.ts';
import { expectFaults, goesWell, refused, scriptSetup, setupAsks } from './setup-scene.ts';
import { facts, folder, planned, sealedThere, tested } from './setup-stories.ts';

const browser = await openBrowser(after);

/** In the page: what describes the input that has the focus. */
const describedText = "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent";

/** To the step where the place is chosen, with a bucket of MinIO filled in. */
async function toBucket({ page, open }: PanelPage): Promise<void> {
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByRole('radio', { name: 'A bucket' }).check();
  await page.getByLabel('Store', { exact: true }).selectOption({ label: 'MinIO' });
  await page.getByLabel('Address', { exact: true }).fill('http://nas.local:9000');
  await page.getByLabel('Bucket', { exact: true }).fill('memory');
}

async function toSeal({ page, open }: PanelPage): Promise<void> {
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await page.keyboard.press('Enter');
  await page.getByLabel('Passphrase', { exact: true }).waitFor();
}

test('a fault of the test is told at the field that it names, and that has the focus', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, check, shot } = panel;
  let field: SetupField = 'endpoint';
  scriptSetup(panel, () => refused({ field, message: `This is wrong: ${field}.` }));
  scene.next.setupFacts = facts({ hasKeys: true });
  await toBucket(panel);
  assert.ok(await page.getByLabel('Use the keys that this machine has already').isChecked());
  const named: readonly (readonly [SetupField, string])[] = [
    ['endpoint', 'Address'],
    ['bucket', 'Bucket'],
    // Typed only where the kept ones are not good enough.
    ['accessKeyId', 'Access key'],
    // Both stand behind a fold until they are wrong.
    ['prefix', 'Prefix'],
    ['project', 'Project'],
  ];
  for (const [wrong, label] of named) {
    field = wrong;
    for (const key of ['Access key', 'Secret key'])
      if ((await page.getByLabel(key, { exact: true }).count()) > 0)
        await page.getByLabel(key, { exact: true }).fill('x');
    await page.getByRole('button', { name: 'Test the place' }).click();
    const input = page.getByLabel(label, { exact: true });
    await page.getByRole('alert').getByText(`This is wrong: ${wrong}. Check the address.`).waitFor();
    await page.locator(`#setup-${wrong}:focus`).waitFor();
    assert.equal(await input.getAttribute('aria-invalid'), 'true');
    assert.match(await page.evaluate<string>(describedText), new RegExp(`This is wrong: ${wrong}`));
    if (wrong === 'accessKeyId') {
      await check();
      await shot('setup-2-wrong');
    }
  }
  // What is typed anew is not wrong any more, and stays in sight.
  await page.getByLabel('Project', { exact: true }).fill('other');
  assert.equal(await page.getByRole('alert').count(), 0);
  expectFaults(panel);
});

test('a fault about nothing that is typed stands by itself', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, shot } = panel;
  scriptSetup(panel, () => refused({ field: 'clock', message: 'The clock of this machine is wrong by a day.' }));
  await toBucket(panel);
  await page.getByLabel('Access key', { exact: true }).fill('x');
  await page.getByLabel('Secret key', { exact: true }).fill('y');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The clock of this machine is wrong by a day.').waitFor();
  await shot('setup-2-clock');
  // The address of a store that is known by its name is the name's.
  scene.next.setup = async () => refused({ field: 'endpoint' });
  await page.getByLabel('Store', { exact: true }).selectOption({ label: 'Tigris' });
  await page.getByRole('button', { name: 'Test the place' }).click();
  await page.getByRole('alert').getByText('The place does not answer.').waitFor();
  await page.locator('#setup-store:focus').waitFor();
  expectFaults(panel);
});

test('a wrong passphrase is told at its field, and the right one goes on', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, check, shot } = panel;
  scriptSetup(panel, (ask) => {
    if (ask.step === 'test') return { kind: 'told', answer: tested(sealedThere) };
    if (ask.request.passphrase !== 'right')
      return refused(
        { code: 'passphrase-wrong', field: 'passphrase', message: 'The passphrase is wrong.', hint: 'Try again.' },
        8,
      );
    return { kind: 'told', answer: planned({ created: false }) };
  });
  await toSeal(panel);
  const passphrase = page.getByLabel('Passphrase', { exact: true });
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('alert').getByText('Type the passphrase.').waitFor();
  await passphrase.fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The passphrase is wrong. Try again.').waitFor();
  await page.locator('#setup-passphrase:focus').waitFor();
  await check();
  await shot('setup-3-wrong');
  await passphrase.fill('right');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  expectFaults(panel);
});

test('a fault of the plan leads back to where the thing was entered', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page } = panel;
  scriptSetup(panel, (ask) =>
    ask.step === 'test' ? goesWell(ask) : refused({ field: 'folder', message: 'The folder went away.' }),
  );
  await toSeal(panel);
  await page.getByRole('radio', { name: 'Not sealed' }).check();
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('alert').getByText('The folder went away.').waitFor();
  await page.locator('#setup-folder:focus').waitFor();
  expectFaults(panel);
});

test('a press is not taken twice, and what is under way is said', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, shot } = panel;
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  scriptSetup(panel, async (ask) => {
    if (ask.step === 'connect') await held;
    return goesWell(ask);
  });
  await toSeal(panel);
  await page.getByRole('radio', { name: 'Not sealed' }).check();
  const show = await page.getByRole('button', { name: 'Show the plan' }).boundingBox();
  assert.ok(show !== null);
  await page.mouse.move(show.x + 5, show.y + 5);
  await page.mouse.down({ clickCount: 1 });
  await page.mouse.up({ clickCount: 1 });
  const connect = page.getByRole('button', { name: 'Connect', exact: true });
  await connect.waitFor();
  // The second half of a double press, which now is on another button.
  const button = await connect.boundingBox();
  assert.ok(button !== null);
  await page.mouse.move(button.x + 5, button.y + 5);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  assert.deepEqual(
    setupAsks(scene.asked).map(({ step }) => step),
    ['test', 'plan'],
  );
  await connect.click();
  await page.getByText('Connecting…').waitFor();
  await connect.click({ force: true });
  await connect.press('Enter');
  const busy = {
    what: 'connect',
    since: Date.now(),
    phase: 'uploading',
    doneBytes: 12_000_000,
    totalBytes: 48_200_000,
  } as const;
  scene.events.append({ kind: 'progress', data: busy });
  await page.getByText('12 MB of 48.2 MB').waitFor();
  await shot('setup-4-connecting');
  // What was begun is not left by the way back.
  await page.getByRole('button', { name: 'Back' }).click({ force: true });
  assert.equal(await page.getByRole('heading', { name: 'This is what will happen' }).count(), 1);
  go();
  await page.getByRole('heading', { name: 'This machine is connected.' }).waitFor();
  assert.deepEqual(
    setupAsks(scene.asked).map(({ step }) => step),
    ['test', 'plan', 'connect'],
  );
});

test('an answer that comes after the place was changed is not taken', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, open } = panel;
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  scriptSetup(panel, async (ask) => {
    await held;
    return goesWell(ask);
  });
  await open('/setup');
  await page.getByRole('button', { name: 'Choose a place' }).click();
  await page.getByLabel('Folder', { exact: true }).fill('/first');
  await page.keyboard.press('Enter');
  await page.getByText('Testing the place…').waitFor();
  await page.getByLabel('Folder', { exact: true }).fill('/second');
  assert.equal(await page.getByText('Testing the place…').count(), 0);
  go();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Seal it with a passphrase' }).waitFor();
  assert.deepEqual(
    setupAsks(scene.asked).map(({ request: { place } }) => place),
    ['/first', '/second'].map((each) => ({ kind: 'folder', folder: each })),
  );
});

test('a host that goes away in the middle is said, and nothing that was typed is lost', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const panel = await panelPage(t, browser);
  const { page, scene, shot } = panel;
  scriptSetup(panel);
  await toSeal(panel);
  await page.getByLabel('Passphrase', { exact: true }).fill('one and the same');
  await page.getByLabel('The same again', { exact: true }).fill('one and the same');
  await page.context().setOffline(true);
  await scene.close();
  await page.getByRole('complementary', { name: 'State' }).waitFor();
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('alert').getByText('Membridge does not answer.').waitFor();
  await shot('setup-3-lost');
  await page.context().setOffline(false);
  await scene.reopen();
  await page.getByRole('complementary', { name: 'State' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('heading', { name: 'This is what will happen' }).waitFor();
  expectFaults(panel);
});
