import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { pullPlan, pushPlan } from './force-plans.ts';
import { acts, appearances, end, panelPage } from './panel-page.ts';
import { now, told } from './stories.ts';

const browser = await openBrowser(after);

for (const look of appearances) {
  test(`the force push dialog stands in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.command = async () => end(pushPlan);
    await open('/force-push');
    await page.getByRole('dialog').getByText('Fix the login timeout').waitFor();
    await page.locator('.lane-bar').first().waitFor();
    await check();
    await shot('force-push');
  });
}

test('a force push is done and taken back by keyboard alone', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, answered, shot, check } = await panelPage(t, browser);
  scene.next.command = async (argv) => {
    if (argv[0] === 'undo') return end({ ok: true, undoes: 7, act: 'force-push', rows: 17 });
    return end(argv.includes('--dry-run') ? pushPlan : { ...pushPlan, state: 'done', historyId: 7 });
  };
  await open('/');
  await page.getByRole('link', { name: 'Force push…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Make every machine like this one?' });
  await dialog.getByText('<b>bold</b> & "quoted"').waitFor();
  await dialog.getByText('kept for at least 30 days').waitFor();
  assert.match(page.url(), /\/force-push$/);
  assert.equal(await page.locator(':focus').textContent(), 'Cancel');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').textContent(), 'Set 14 memories aside and push');
  await answered('/api/commands', () => page.keyboard.press('Enter'));
  await page.getByText('Done. 17 memories are as they are here.').waitFor();
  assert.match(page.url(), /\/$/);
  await check();
  await shot('force-push-done');
  // It stays when the page is loaded again.
  await open('/');
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByText('Taken back.').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).press('Enter');
  await page.locator('.done').waitFor({ state: 'detached' });
  assert.deepEqual(
    acts(scene.asked).map((each) => (each as { command: string[] }).command.join(' ')),
    [
      'push --force --dry-run --yes --lang en',
      'push --force --yes --lang en',
      'undo --dry-run --lang en',
      'undo --yes --lang en',
    ],
  );
});

test('Escape and Cancel change nothing and lead home', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.command = async (argv) => end(argv[0] === 'push' ? pushPlan : pullPlan);
  for (const path of ['/force-push', '/force-pull']) {
    for (const leave of [() => page.keyboard.press('Escape'), () => page.keyboard.press('Enter')]) {
      await open(path);
      await page.getByRole('dialog').getByText('kept for at least 30 days').waitFor();
      await leave();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.match(page.url(), /\/$/);
    }
  }
  assert.ok(acts(scene.asked).every((each) => JSON.stringify(each).includes('--dry-run')));
});

test('what was done meanwhile is not taken back instead', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, shot } = await panelPage(t, browser);
  scene.next.command = async (argv) => {
    if (argv[0] === 'undo') return end({ ok: true, undoes: 8, act: 'merge', rows: 2 });
    return end(argv.includes('--dry-run') ? pullPlan : { ...pullPlan, state: 'done', historyId: 7 });
  };
  await open('/force-pull');
  await page.getByRole('button', { name: 'Set 5 memories aside and pull' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Something else was done since.').waitFor();
  await shot('undo-other');
  assert.ok(!acts(scene.asked).some((each) => JSON.stringify(each).includes('"undo","--yes"')));
});

test('a plan that does not come says why, and who holds the store is named', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check, shot } = await panelPage(t, browser);
  const lease = { holder: '2', label: 'nano-pi', since: now, expires: now + 60_000, purpose: 'push' };
  scene.next.status = told({ state: 'locked', why: 'locked' }, { lease });
  const error = { code: 'remote-unreachable', message: 'nas.local does not answer.', hint: 'Check the network.' };
  scene.next.command = async () => end({ ok: false, error }, 5);
  await open('/force-push');
  await page.getByRole('alert').getByText('nas.local does not answer.').waitFor();
  await page.getByText('Check the network.').waitFor();
  await check();
  await shot('force-push-failed');
  scene.next.command = async () => end({ ...pushPlan, deletes: 0, lacked: [], leftAlone: 0 });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Change 3 memories and push' }).waitFor();
  await page.getByRole('dialog').getByText('nano-pi has been working on the store since').waitFor();
});

test('where nothing would change there is nothing to press but Close', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.command = async () => end({ ...pushPlan, deletes: 0, edits: 0, revives: 0, lacked: [], leftAlone: 0 });
  await open('/force-push');
  await page.getByText('There is nothing to push.').waitFor();
  assert.deepEqual(await page.getByRole('dialog').getByRole('button').allTextContents(), ['Close']);
});

test('where whole images are exchanged the state that would lose is shown', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, shot } = await panelPage(t, browser);
  const head = {
    revision: 12,
    epoch: 1,
    label: 'nano-pi',
    device: '2',
    at: now,
    rows: { observations: 300, sessions: 8 },
  };
  const mirror = { ok: true, dryRun: true, published: { records: 290, bytes: 1 }, applied: { records: 308, bytes: 1 } };
  scene.next.command = async ([name]) =>
    end({
      ...mirror,
      historyId: null,
      decision: name === 'push' ? { kind: 'push', force: true, parents: [head] } : { kind: 'pull', head },
    });
  await open('/force-push');
  await page.getByRole('row', { name: 'nano-pi 308 memories' }).waitFor();
  await page.getByRole('button', { name: 'Set the other state aside and push' }).waitFor();
  await shot('force-push-mirror');
  await open('/force-pull');
  await page.getByRole('row', { name: 'nano-pi 308 memories' }).waitFor();
  await page.getByRole('button', { name: 'Set this state aside and pull' }).waitFor();
});
