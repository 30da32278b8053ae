import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, appearances, end, panelPage } from './panel-page.ts';
import { told } from './stories.ts';

const browser = await openBrowser(after);

const message = 'Held to be safe: 12 of 14 observations were deleted here. The others have not been told of these.';
const held = {
  ok: false,
  command: 'sync',
  error: { code: 'brake-records', message, hint: 'If that was on purpose, repeat with --yes.' },
};
const through = {
  ok: true,
  command: 'sync',
  published: { records: 12, bytes: 900 },
  applied: { records: 0, bytes: 0 },
};

for (const look of appearances) {
  test(`what is held stands in ${look.language}, ${look.scheme}, ${look.width} px`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open, check, shot } = await panelPage(t, browser, look);
    scene.say(told({ state: 'braked', why: 'brake-records' }));
    scene.next.command = async () => end(held, 7);
    await open('/held');
    await page.getByRole('dialog').getByText(message).waitFor();
    await page.locator('.lane-bar').first().waitFor();
    await check();
    await shot('held');
  });
}

test('what a brake holds is looked at and let through by keyboard alone', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.status = told({ state: 'braked', why: 'brake-records' });
  scene.next.command = async (argv) => (argv.includes('--yes') ? end(through) : end(held, 7));
  await open('/');
  await page.getByRole('button', { name: 'See what is held' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Let through what is held?' });
  await dialog.getByText(message).waitFor();
  await dialog.locator('button:focus', { hasText: 'Cancel' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Done. 12 changes went through.').waitFor();
  const commands = acts(scene.asked).filter((each) => JSON.stringify(each).includes('sync'));
  assert.deepEqual(
    commands.map((each) => (each as { command?: readonly string[] }).command?.slice(0, 2)),
    [
      ['sync', '--dry-run'],
      ['sync', '--yes'],
    ],
  );
});

test('what no yes lets through says what to mend, and offers nothing else', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.status = told({ state: 'braked', why: 'brake-schema-newer' });
  const error = {
    code: 'brake-schema-newer',
    message: 'A newer claude-mem wrote it.',
    hint: 'Update claude-mem here.',
  };
  scene.next.command = async () => end({ ok: false, command: 'sync', error }, 7);
  await open('/held');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Update claude-mem here.').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Let it through' }).count(), 0);
  await dialog.getByRole('button', { name: 'Close' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
});

test('what was mended meanwhile is not held any more', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.command = async () => end({ ok: true, command: 'sync' });
  await open('/held');
  await page.getByRole('dialog').getByText('Nothing is held any more.').waitFor();
});
