/** The panel in the shell's window: in Electron itself where its program is there, else over the stand-in in Chromium. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { _electron, type Page } from 'playwright';
import { findElectron } from '../../../core/host/compose/electron-program.ts';
import { readHost, readToken } from '../../../core/host/host-file.ts';
import { patienceMs, waitFor } from '../../support/host-program.ts';
import { screenIn } from '../../support/test-environment.ts';
import { keepPicture, noOverflow, noViolation } from '../../ui/watched-page.ts';
import { place, type Place } from '../host/place.ts';
import { inWindow } from './in-window.ts';

const root = join(import.meta.dirname, '../../..');
const electron = await findElectron(root, process.env);

test('Electron itself shows the panel of a host that it started', async (t) => {
  if (electron.kind !== 'ready') {
    t.skip(
      "this machine cannot: Electron's program is not fetched; the desktop tests ran over the stand-in in Chromium",
    );
    return;
  }
  const here = await place(t, { memory: true });
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...flags, join(root, 'electron/main.ts'), '--home', here.home];
  // The guard of the tests is for Node alone.
  const { NODE_OPTIONS: _ofNode, ...own } = definedIn(here.env);
  const env = { ...own, ...screenIn(process.env) };
  const app = await _electron.launch({ executablePath: electron.path, args, env, timeout: patienceMs });
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  try {
    const page = await app.firstWindow({ timeout: patienceMs });
    page.setDefaultTimeout(patienceMs);
    await t.test('with the state, and no token in it', () => showsPanel(page, here));
    await t.test('and with the settings of the app itself', async () => {
      await page.getByRole('link', { name: 'Settings' }).click();
      const own = page.getByRole('region', { name: 'This app' });
      assert.equal(await own.getByRole('switch', { name: 'Start when I log in' }).isChecked(), false);
      await own.getByRole('switch', { name: 'Keep the keys in the keychain' }).waitFor();
      await page.getByRole('link', { name: 'Home' }).click();
    });
    await t.test('which goes nowhere else', () => goesNowhere(page));
    await t.test('and tells of a host that is killed, and comes back', async () => {
      const before = await readHost(here.home);
      await comesBack(page, before?.pid ?? 0);
      assert.notEqual((await readHost(here.home))?.pid, before?.pid);
    });
  } finally {
    await app.close();
    await ended;
  }
  assert.equal(await readHost(here.home), null, 'the host ended with it');
});

test('the window shows the panel, and never the token of the host', async (t) => {
  const here = await place(t, { memory: true });
  await inWindow(t, here, async ({ page, shell }) => {
    await showsPanel(page, here);
    await page.reload();
    await page.locator('.state .weight-good').waitFor();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await keepPicture(page, 'desktop-home');

    await shell.press('Settings');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    await shell.press('Force push…');
    await page.waitForURL(/\/force-push$/);
    await shell.press('Show the window');
    assert.match(page.url(), /\/force-push$/, 'an open window stays where it is');
  });
});

test('the settings of the app itself are changed in its window, and shown as they are read back', async (t) => {
  const here = await place(t, { memory: true });
  await inWindow(t, here, async ({ page, shell }) => {
    await page.locator('.state .weight-good').waitFor();
    await shell.press('Settings');
    const app = page.getByRole('region', { name: 'This app' });
    const login = app.getByRole('switch', { name: 'Start when I log in' });
    const keys = app.getByRole('switch', { name: 'Keep the keys in the keychain' });
    const entry = join(here.root, 'person/.config/autostart/membridge.desktop');
    const inMenu = async () => (await shell.look()).menu[0]?.items[0]?.checked;
    assert.equal(await login.isChecked(), false);
    await login.click();
    await app.getByText('Saved.').waitFor();
    assert.equal(await login.isChecked(), true);
    assert.match(await readFile(entry, 'utf8'), /--hidden$/m);
    assert.equal(await inMenu(), true, 'the menu of the window says the same');
    await keys.click();
    await app.getByText('Saved.').nth(1).waitFor();
    assert.equal(await keys.isChecked(), true);
    assert.deepEqual(JSON.parse(await readFile(join(here.home, 'secrets.json'), 'utf8')), { format: 2, sealed: {} });
    await noOverflow(page);
    await noViolation(page);
    await keepPicture(page, 'desktop-settings');
    // Somebody switched it off in the desktop's own settings.
    await rm(entry);
    await page.reload();
    await login.waitFor();
    assert.deepEqual([await login.isChecked(), await keys.isChecked()], [false, true]);
    await keys.click();
    await app.getByText('Saved.').waitFor();
    assert.equal(await keys.isChecked(), false);
  });
});

test('a host that is killed is told of in the window, which comes back by itself', async (t) => {
  const here = await place(t, { memory: true });
  await inWindow(t, here, async ({ page, shell }) => {
    await comesBack(page, (await shell.look()).pids[0] ?? 0);
    assert.equal((await shell.look()).pids.length, 2);
  });
});

test('a page of the window goes nowhere else and opens nothing', async (t) => {
  const here = await place(t, { memory: true });
  await inWindow(t, here, ({ page }) => goesNowhere(page));
});

test('a closed window is gone with its browser, and opens again where one left', async (t) => {
  const here = await place(t, { memory: true });
  await inWindow(t, here, async ({ page, shell, browserThere }) => {
    await page.locator('.state .weight-good').waitFor();
    await shell.do({ kind: 'close-window' });
    await waitFor('the browser to end', async () => !(await browserThere()));
    assert.deepEqual((await shell.look()).windows, []);
    await shell.press('Settings');
    await waitFor('a browser', browserThere);
    await shell.until(
      'a window at the settings',
      ({ windows }) => windows[0]?.url === 'app://membridge/settings#code=shell',
    );
  });
});

/** Of any window, whoever shows it. */
async function showsPanel(page: Page, { home }: Place): Promise<void> {
  await page.locator('.state .weight-good').waitFor();
  await page.getByRole('button', { name: 'Sync now' }).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'no code stays in the address');
  const running = await readHost(home);
  const token = running === null ? null : await readToken(running);
  assert.ok(token !== null);
  const known = await page.evaluate<string>(
    'JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, document.documentElement.outerHTML])',
  );
  assert.ok(!known.includes(token));
  assert.equal(await page.evaluate('typeof require'), 'undefined');
}

async function goesNowhere(page: Page): Promise<void> {
  await page.locator('.state .weight-good').waitFor();
  const before = page.url();
  await page.evaluate(`location.assign('https://example.invalid/')`).catch(() => {});
  await page.evaluate(`void window.open('https://example.invalid/')`);
  await page.locator('.state .weight-good').waitFor();
  assert.equal(page.url(), before);
  const refused = await page.evaluate(`fetch('https://example.invalid/').then(() => 'answered', () => 'refused')`);
  assert.equal(refused, 'refused');
}

async function comesBack(page: Page, hostPid: number): Promise<void> {
  await page.locator('.state .weight-good').waitFor();
  process.kill(hostPid, 'SIGKILL');
  await page.getByText('Membridge has not answered since').first().waitFor();
  await page.locator('.state .weight-good').waitFor();
}

function definedIn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
