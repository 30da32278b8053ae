/** Settings of the machine: planned, applied, kept and taken back, by keyboard alone and in words. */
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import type { Page } from 'playwright';
import type { HelperWish } from '../../core/ports/board-helper.ts';
import { emptyJournal, type TuneJournal } from '../../core/model/tune/transaction.ts';
import { fail } from '../../core/model/errors.ts';
import { instant, journalWith, waiting } from '../host/api/board-stories.ts';
import { tellBoard } from './board-scene.ts';
import { openBrowser, requireBrowser } from './browser.ts';
import { panelPage } from './panel-page.ts';
import { now } from './stories.ts';

const browser = await openBrowser(after);
const applyName = 'Apply, for two minutes';

test('by keyboard: looked at, left by Escape, applied, and kept; the focus is always somewhere', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check } = await panelPage(t, browser);
  const asked: HelperWish[] = [];
  let journal: TuneJournal = emptyJournal;
  tellBoard(scene, {
    journal: () => journal,
    act: (wish) => {
      asked.push(wish);
      const state =
        wish.verb === 'apply' ? waiting(119_000) : { kind: 'confirmed' as const, isDeferred: false, at: instant(now) };
      journal = journalWith(state);
      return Promise.resolve({ changes: journal.transactions });
    },
  });
  await open('/board');
  await page.getByRole('button', { name: 'Apply…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Apply these settings to this machine?' });
  await dialog.getByText('set vm.swappiness from 60 to 100 now').waitFor();
  await isFocused(page, 'Cancel');
  await check();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await isFocused(page, 'Apply…');
  assert.equal(asked.length, 0, 'nothing was done');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await isFocused(page, applyName);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Profile 0.5gb is applied. Keep it?' }).waitFor();
  assert.match((await page.locator(':focus').getAttribute('class')) ?? '', /board-waiting/);
  assert.equal(await page.getByRole('button', { name: 'Apply…' }).count(), 0, 'one thing at a time');
  await page.keyboard.press('Tab');
  await isFocused(page, 'Keep');
  await page.keyboard.press('Enter');
  await page.getByText('Kept, after a reboot too.').waitFor();
  await page.getByText('Profile 0.5gb is in force.').waitFor();
  assert.equal(await page.locator(':focus').count(), 1);
  const [apply, confirm] = asked;
  assert.deepEqual(confirm, { verb: 'confirm' });
  assert.ok(apply?.verb === 'apply' && /^[\da-f]{64}$/.test(apply.hash));
});

test('the time that is left is seen each second, and said only now and then', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  tellBoard(scene, { journal: journalWith(waiting(89_000)) });
  await open('/board');
  const timer = page.getByRole('timer');
  const first = await timer.textContent();
  assert.match(first ?? '', /^Taken back in 1:\d\d$/);
  const said = page.locator('.board-waiting [role="status"]');
  const before = await said.textContent();
  await timer.filter({ hasNotText: first ?? '' }).waitFor();
  assert.match((await said.textContent()) ?? '', /^(90|60|30) seconds left to keep profile 0\.5gb\.$/);
  assert.match(before ?? '', /^(90|60) seconds left/);
  assert.equal(await timer.getAttribute('aria-live'), 'off');
});

test('when nobody says a word the page tells by itself that it was taken back', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  let journal = journalWith(waiting(500));
  tellBoard(scene, { journal: () => journal });
  await open('/board');
  await page.locator('.board-waiting').waitFor();
  journal = journalWith({
    kind: 'reverted',
    why: 'not-confirmed',
    at: instant(now),
    drift: [],
    needsReboot: false,
  });
  await page.getByText('Profile 0.5gb was taken back: nobody confirmed it in time.').waitFor();
  assert.equal(await page.locator('.board-waiting').count(), 0);
});

test('what a revert left as it is, because somebody else had changed it, is told in words', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check } = await panelPage(t, browser, { language: 'uk' });
  let journal = journalWith({ kind: 'confirmed', isDeferred: false, at: instant(now - 3_600_000) });
  const asked: HelperWish[] = [];
  tellBoard(scene, {
    journal: () => journal,
    act: (wish) => {
      asked.push(wish);
      const drift = [{ target: 'vm.swappiness', why: 'changed' as const }];
      journal = journalWith({ kind: 'reverted', why: 'asked', at: instant(now), drift, needsReboot: false });
      return Promise.resolve({ changes: journal.transactions });
    },
  });
  await open('/board');
  await page.getByRole('button', { name: 'Повернути як було…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Повернути все, як було?' });
  await isFocused(page, 'Не треба');
  await dialog.getByRole('button', { name: 'Повернути' }).click();
  await page
    .getByText(/vm\.swappiness/)
    .first()
    .waitFor();
  const words = (await page.locator('.board-done').textContent()) ?? '';
  assert.match(words, /0\.5gb.*vm\.swappiness/s);
  assert.match(words, /[а-яіїє]{4}/);
  assert.deepEqual(asked, [{ verb: 'revert', onlyLast: false }]);
  await check();
});

test('a plan that is no longer true is refused in words, and what stands is looked at anew', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, complaints } = await panelPage(t, browser);
  tellBoard(scene, { act: () => Promise.reject(fail('tune-stopped', { target: 'vm.swappiness', reason: 'stale' })) });
  await open('/board');
  await page.getByRole('button', { name: 'Apply…' }).click();
  await page.getByRole('button', { name: applyName }).click();
  await page.getByRole('alert').getByText('changed since the plan was made').waitFor();
  await isFocused(page, 'Close');
  assert.equal(await page.getByRole('button', { name: applyName }).count(), 0, 'not the same again');
  assert.ok(complaints.every((line) => line.startsWith('Failed to load resource')));
  complaints.length = 0;
});

test('without the helper there is a command to copy, and no button that could not work', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  await page.context().grantPermissions(['clipboard-write', 'clipboard-read']);
  tellBoard(scene, { sight: 'absent' });
  await open('/board');
  await page.getByText('install the helper once').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Apply…' }).count(), 0);
  await page.getByLabel('For a memory of').selectOption('1gb');
  await page.getByLabel('Assistants work here all day').check();
  const command = 'sudo node /opt/membridge/membridge.mjs tune apply --profile 1gb --overlay worker-heavy';
  await page.getByText(command).waitFor();
  await page.locator('.command').filter({ hasText: 'tune apply' }).getByRole('button').click();
  assert.equal(await page.evaluate<string>('navigator.clipboard.readText()'), command);
  tellBoard(scene, { sight: 'forbidden' });
  await open('/board');
  await page.getByText('this account may not ask it yet').waitFor();
  assert.equal(await page.getByText('tune install-helper').count(), 0);
});

test('a page on another machine may look, and is told where settings are changed', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open } = await panelPage(t, browser);
  tellBoard(scene, { journal: journalWith({ kind: 'confirmed', isDeferred: false, at: instant(now) }) });
  await page.route('**/api/board?*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), mayAct: false } });
  });
  await open('/board');
  await page.getByText('Settings are changed only from the machine itself').waitFor();
  assert.equal(await page.getByRole('button', { name: /Apply|Take back/ }).count(), 0);
  await page.locator('#gauge-memory').waitFor();
});

test('a machine that is no board has no entry in the rail, unless another one is', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, answered } = await panelPage(t, browser);
  const entry = page.getByRole('navigation').getByRole('link', { name: 'Board', exact: true });
  tellBoard(scene, { tree: 'no-zram', boards: [] });
  await answered('/api/boards', () => open('/'));
  await page.locator('.lane-bar').first().waitFor();
  assert.equal(await entry.count(), 0);
  tellBoard(scene, { tree: 'no-zram' });
  await open('/');
  await entry.click();
  await page.getByText('Raspberry Pi 4 Model B Rev 1.5').waitFor();
  tellBoard(scene, { boards: [] });
  await open('/');
  await entry.waitFor();
});

test('the lines have words, and the same numbers as a table', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const { page, scene, open, check } = await panelPage(t, browser);
  tellBoard(scene);
  await open('/board');
  await page.getByRole('img', { name: /^Memory: between [\d.]+ MB and [\d.]+ MB in the last 5 minutes$/ }).waitFor();
  await page.getByRole('img', { name: 'Waiting for the processor: nothing to draw yet' }).waitFor();
  await page.getByText('As a table').click();
  const table = page.getByRole('region', { name: 'As a table' }).getByRole('table');
  await table.getByRole('columnheader', { name: 'Written a second' }).waitFor();
  assert.equal(await table.getByRole('row').count(), 11);
  assert.match((await table.getByRole('row').nth(1).textContent()) ?? '', /263\.4\sMB.*162\.9\sMB.*2\.53 to 1/);
  await check();
});

async function isFocused(page: Page, name: string): Promise<void> {
  await page
    .locator(':focus')
    .and(page.getByText(name, { exact: true }))
    .waitFor();
}
