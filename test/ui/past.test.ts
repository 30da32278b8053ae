import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, end, panelPage } from './panel-page.ts';
import { actStory, conflict, conflicts, points, stored, wholeStory } from './past-stories.ts';
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

for (const look of appearances) {
  test(`History, Conflicts and Activity stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.query = answering({
      points: () => points,
      conflicts: () => conflicts,
      conflict: () => conflict,
      act: ({ id }) => (Number(id) === 5 ? actStory : wholeStory),
    });
    scene.next.status = told({ state: 'conflict', why: 'conflict' });
    scene.next.command = async ([name]) => end(name === 'history' ? stored : restore);
    for (const [name, path, sign] of [
      ['activity', '/activity', '.rows > li'],
      ['act', '/activity/5', '.moved > li'],
      ['act-whole', '/activity/4', '.counts'],
      ['history', '/history', '.point.snapshot'],
      ['restore', '/history/r4', '.plan'],
      ['conflicts', '/conflicts', '.rows > li'],
      ['conflict', '/conflicts/3', 'mark'],
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
  await page.getByText('laptop').or(page.getByText('nano-pi')).first().waitFor();
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

test('a conflict is read side by side with its differences, and settled by keyboard', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ conflicts: () => conflicts, conflict: () => conflict });
  scene.next.command = async () => end({ ok: true });
  await open('/conflicts');
  await page.getByRole('link', { name: 'Fix the login timeout' }).press('Enter');
  await page.locator('mark').first().waitFor();
  assert.deepEqual(await page.getByRole('region', { name: 'narrative' }).locator('mark').allTextContents(), [
    'stops',
    'fails',
  ]);
  await page.getByText('<script>alert(1)</script>', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Keep both' }).press('Enter');
  await page.getByRole('heading', { name: 'Conflicts' }).waitFor();
  assert.deepEqual(acts(scene.asked), [{ command: ['conflicts', 'keep', '3', 'both', '--lang', 'en'] }]);
});

test('the newest act that can be taken back is, after a look at it', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.command = async () => end({ ok: true, undoes: 5, act: 'merge', rows: 14 });
  await open('/activity');
  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('dialog').getByText('14 rows go back as they were.').waitFor();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Taken back. 14 memories are as before.').waitFor();
});

test('empty views say what will stand in them, and a list that fails is asked for again', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, complaints } = await panelPage(t, browser);
  scene.next.query = answering({ activity: () => ({ entries: [], next: null }) });
  scene.next.command = async () => end({ ...stored, snapshots: [] });
  for (const [path, words] of [
    ['/activity', 'Nothing has moved yet.'],
    ['/history', 'There is no restore point yet.'],
    ['/history', 'The store has no snapshot yet.'],
    ['/conflicts', 'Nothing waits for you.'],
    ['/memories', 'There is no memory yet.'],
  ] as const) {
    await open(path);
    await page.getByText(words).waitFor();
  }
  scene.next.query = async () => {
    throw new Error('not of interest');
  };
  await open('/history');
  await page.getByRole('alert').waitFor();
  scene.next.query = answering({ points: () => points });
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.point').first().waitFor();
  // A browser tells of each answer that is a fault.
  assert.ok(complaints.every((line) => line.startsWith('Failed to load resource')));
  complaints.length = 0;
});
