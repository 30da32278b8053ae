import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, end, panelPage } from './panel-page.ts';
import { conflict, conflicts, points, stored } from './past-stories.ts';
import { answering, told } from './stories.ts';

const browser = await openBrowser(after);

for (const look of appearances) {
  test(`Conflicts stand in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.next.query = answering({ conflicts: () => conflicts, conflict: () => conflict });
    scene.next.status = told({ state: 'conflict', why: 'conflict' });
    for (const [name, path, sign] of [
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
