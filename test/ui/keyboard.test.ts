/** By keyboard alone: every step has a focus that can be seen, and what was opened gives it back. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import type { Page } from 'playwright';
import { openBrowser, requireBrowser } from './browser.ts';
import { acts, end, panelPage } from './panel-page.ts';
import { conflict, conflicts, points } from './past-stories.ts';
import { answering, told } from './stories.ts';

const browser = await openBrowser(after);

/** Nobody presses more often to come from one end of a view to the other. */
const pressesMax = 80;

test('force push: there, out by Escape, back to where one was, and done', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  const plan = { mode: 'merge', deletes: 14, edits: 0, revives: 0, leftAlone: 0, lacked: [], historyId: null };
  scene.next.command = async (argv) => {
    if (argv[0] === 'undo') return end({ ok: true, undoes: 7, act: 'force-push', rows: 14 });
    return end({
      ...plan,
      ok: true,
      state: argv.includes('--dry-run') ? 'planned' : 'done',
      historyId: argv.includes('--dry-run') ? null : 7,
    });
  };
  await open('/');
  await tabTo(page, 'Force push…');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Set 14 memories aside and push' }).waitFor();
  await isAt(page, 'Cancel');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await isAt(page, 'Force push…');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Set 14 memories aside and push' }).waitFor();
  await page.keyboard.press('Tab');
  await isAt(page, 'Set 14 memories aside and push');
  await page.keyboard.press('Enter');
  await page.getByText('Done. 14 memories are as they are here.').waitFor();
  await isAt(page, 'Force push…');
  await tabTo(page, 'Undo', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByText('Taken back.').waitFor();
  await isAt(page, 'Dismiss');
  await page.keyboard.press('Enter');
  await page.locator('.done').waitFor({ state: 'detached' });
});

test('a question that could not be answered leaves the focus on what is safe', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  const error = { code: 'remote-unreachable', message: 'nas.local does not answer.', hint: 'Check the network.' };
  scene.next.command = async () => end({ ok: false, error }, 5);
  await open('/force-pull');
  await page.getByRole('alert').waitFor();
  await isAt(page, 'Close');
  await tabTo(page, 'Try again');
  // The question that failed is gone with its button when it is answered.
  const plan = { ok: true, mode: 'merge', state: 'planned', removed: 4, rows: 0, left: 0, historyId: null };
  scene.next.command = async () => end(plan);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Set 4 memories aside and pull' }).waitFor();
  await isAt(page, 'Cancel');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.locator('main:focus').waitFor();
});

test('pause: a length is chosen, and what resumes it has the focus', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  await open('/');
  await tabTo(page, 'Pause…');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'For 30 minutes' }).waitFor();
  await page.keyboard.press('Escape');
  await isAt(page, 'Pause…');
  await page.keyboard.press('Enter');
  await tabTo(page, 'For 2 hours');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'For 2 hours' }).waitFor({ state: 'hidden' });
  scene.say(told({ state: 'paused', why: 'until-resumed', pausedUntil: 'until-resumed' }));
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await isAt(page, 'Resume');
  await page.keyboard.press('Enter');
  scene.say(told());
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
  await isAt(page, 'Sync now');
  assert.deepEqual(acts(scene.asked).slice(-2), [{ pause: 7_200_000 }, 'resume']);
});

test('a sync that is under way does not take the focus away', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  await open('/');
  await tabTo(page, 'Sync now');
  await page.keyboard.press('Enter');
  scene.say(told({ state: 'syncing', why: 'round' }));
  await page.getByRole('heading', { level: 1 }).getByText('Syncing.').waitFor();
  await isAt(page, 'Sync now');
  assert.equal(await page.locator(':focus').getAttribute('aria-disabled'), 'true');
  const before = acts(scene.asked).length;
  await page.keyboard.press('Enter');
  scene.say(told());
  await page.getByRole('heading', { level: 1 }).getByText('All memories').waitFor();
  await isAt(page, 'Sync now');
  assert.equal(acts(scene.asked).length, before, 'it is done already');
});

test('restore: a point is compared, left, compared again and gone back to', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ points: () => points });
  const plan = { ok: true, mode: 'merge', bringBack: 12, unedit: 1, remove: 0, left: null, historyId: null };
  scene.next.command = async (argv) =>
    end(argv[0] === 'restore' ? { ...plan, historyId: argv.includes('--dry-run') ? null : 9 } : { ok: true });
  await open('/history');
  await page.locator('.point').first().waitFor();
  const opener = 'Compare r4 with now…';
  await tabTo(page, opener);
  await page.keyboard.press('Enter');
  await page.getByText('12 rows that are gone come back.').waitFor();
  await isAt(page, 'Cancel');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await isAt(page, opener);
  await page.keyboard.press('Enter');
  await page.getByText('12 rows that are gone come back.').waitFor();
  await tabTo(page, 'Restore');
  await page.keyboard.press('Enter');
  await page.getByText('Done. 13 memories are restored.').waitFor();
  await isAt(page, opener);
});

test('a conflict: from the rail to the list, into one, and settled', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  scene.next.query = answering({ conflicts: () => conflicts, conflict: () => conflict });
  await open('/');
  await tabTo(page, 'Conflicts');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Conflicts' }).waitFor();
  await tabTo(page, 'Fix the login timeout');
  await page.keyboard.press('Enter');
  await page.locator('mark').first().waitFor();
  await tabTo(page, 'Keep what the other wrote');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Conflicts' }).waitFor();
  assert.deepEqual(acts(scene.asked).at(-1), { command: ['conflicts', 'keep', '3', 'theirs', '--lang', 'en'] });
  assert.notEqual(await page.locator(':focus').count(), 0, 'the focus is in the page');
});

/** Presses until what is called so has the focus; each stop on the way can be seen. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let press = 0; press < pressesMax; press += 1) {
    await page.keyboard.press(key);
    const { called, outlinePx } = await focused(page);
    if (called === null) continue;
    assert.ok(outlinePx >= 2, `the focus on “${called}” cannot be seen`);
    if (called.startsWith(name)) return;
  }
  assert.fail(`no key leads to “${name}”`);
}

async function isAt(page: Page, name: string): Promise<void> {
  const own = page
    .locator(':focus')
    .and(page.getByText(name, { exact: true }).or(page.getByLabel(name, { exact: true })));
  await own.waitFor();
  assert.ok((await focused(page)).outlinePx >= 2, `the focus on “${name}” cannot be seen`);
}

/** What has the focus, and how thick what shows it is: its own outline, or that of the field around it. Null: nothing has. */
async function focused(page: Page): Promise<{ called: string | null; outlinePx: number }> {
  return page.evaluate(`(() => {
    const here = document.activeElement;
    if (here === document.body || here === document.documentElement) return { called: null, outlinePx: 0 };
    const thick = (each) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
    };
    const field = here.closest('.field');
    const called = here.getAttribute('aria-label') ?? here.textContent.trim();
    return { called, outlinePx: Math.max(thick(here), field === null ? 0 : thick(field)) };
  })()`);
}
