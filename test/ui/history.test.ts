import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, end, panelPage } from './panel-page.ts';
import { points, stored } from './past-stories.ts';
import { answering, told } from './stories.ts';

const browser = await openBrowser(after);

const restore = {
  ok: true,
  mode: 'merge',
  state: 'planned',
  bringBack: 12,
  unedit: 1,
  remove: 0,
  left: null,
  historyId: null,
};

/** Of a whole memory. */
const mirrored = {
  ok: true,
  rowsNow: { observations: 5_376, prompts: 1_913 },
  rowsThen: { observations: 5_102, prompts: 1_911, sessions: 1 },
  historyId: null,
};

for (const look of appearances) {
  test(`History and a restore stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.query = answering({ points: () => points });
    scene.next.command = async ([name, id]) => end(name === 'history' ? stored : id === 'r4' ? restore : mirrored);
    for (const [name, path, sign] of [
      ['history', '/history', '.point.snapshot'],
      ['restore', '/history/r4', '.plan'],
      ['restore-mirror', '/history/v12-22222222', '.counts'],
    ] as const) {
      await open(path);
      await page.locator(sign).first().waitFor();
      await check();
      await shot(name);
    }
  });
}

test('a restore shows what would change, is done by keyboard, and can be taken back', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ points: () => points });
  scene.next.command = async (argv) => {
    if (argv[0] === 'history') return end(stored);
    return end(argv.includes('--dry-run') ? restore : { ...restore, state: 'done', historyId: 9 });
  };
  await open('/history');
  await page.locator('.point.snapshot').first().waitFor();
  await page.getByRole('link', { name: 'Compare r4 with now…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Go back to r4?' });
  await dialog.getByText('12 rows that are gone come back.').waitFor();
  assert.equal(await page.locator(':focus').textContent(), 'Cancel');
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(':focus').textContent(), 'Restore');
  await page.keyboard.press('Enter');
  await page.getByText('Done. 13 memories are restored.').waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
  assert.deepEqual(acts(scene.asked), [
    { command: ['history', '--limit', '100', '--lang', 'en'] },
    { command: ['restore', 'r4', '--dry-run', '--yes', '--lang', 'en'] },
    { command: ['restore', 'r4', '--yes', '--lang', 'en'] },
  ]);
});

test('what is newer goes too where one says so, and that is compared anew', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ points: () => points });
  scene.next.command = async ([name, ...rest]) =>
    end(name === 'history' ? stored : { ...restore, remove: rest.includes('--exact') ? 3 : 0 });
  await open('/history/r4');
  await page.getByText('12 rows that are gone come back.').waitFor();
  await page.getByRole('checkbox', { name: 'Remove what is newer' }).press('Space');
  await page.getByText('3 newer rows are removed.').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(acts(scene.asked).at(-1), { command: ['restore', 'r4', '--exact', '--yes', '--lang', 'en'] });
});

test('a point is saved as a file where the host says, and its path is copied', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  const to = '/home/o/.membridge/restored/memory-r4.db';
  scene.next.query = answering({ points: () => points });
  scene.next.command = async ([name, ...rest]) =>
    end(name === 'history' ? stored : rest.includes('--copy') ? { ok: true, to, rows: {} } : restore);
  await open('/history/r4');
  await page.getByRole('button', { name: 'Save as a file instead' }).press('Enter');
  await page.getByText(to, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Copy the path' }).click();
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate<string>('navigator.clipboard.readText()'), to);
  assert.deepEqual(acts(scene.asked).at(-1), { command: ['restore', 'r4', '--copy', '--lang', 'en'] });
});

test('the points here do not wait for the store, and a store that is away is said and asked again', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ points: () => points });
  const answer = Promise.withResolvers<object>();
  scene.next.command = async () => end((await answer.promise) as Record<string, unknown>);
  await open('/history');
  await page.getByRole('region', { name: 'On this machine' }).getByText('Set aside').waitFor();
  const store = page.getByRole('region', { name: 'In the store' });
  assert.equal(await store.locator('.point').count(), 0);
  answer.resolve({ ...stored, offline: true, snapshots: [] });
  await store.getByText('The store does not answer now').waitFor();
  scene.next.command = async () => end({ ...stored, damaged: [{ key: 'k', finding: 'f' }] }, 8);
  await store.getByRole('button', { name: 'Try again' }).click();
  await store.locator('.point').nth(1).waitFor();
  await store.getByText('1 of them is damaged and is not shown.').waitFor();
});

test('where nothing is connected no store is asked', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.status = { ...told({ state: 'paused', why: 'until-resumed' }), status: null };
  await open('/history');
  await page.getByText('There is no restore point yet.').waitFor();
  assert.deepEqual(acts(scene.asked), []);
});
