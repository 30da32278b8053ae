/** Every press in the tray's menu, against a real host on a real memory that another machine writes too. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostClient, type HostClient } from '../../../core/host/api/client.ts';
import { readHost, readToken } from '../../../core/host/host-file.ts';
import { theirsAwayMsMax } from '../../../electron/host-keeper.ts';
import { environmentIn } from '../../cli/machines.ts';
import { addObservation, edit, pair, succeed, titles } from '../../cli/merge/pair.ts';
import { hostProgram, waitFor } from '../../support/host-program.ts';
import { shellProgram } from '../../electron/shell-program.ts';
import { place } from '../host/place.ts';
import { inWindow } from './in-window.ts';

test('every press of the menu does what it says', async (t) => {
  const { root, laptop, board } = await pair(t);
  // By itself it does not look again today: what comes was asked for.
  for (const key of ['pollMaxMs', 'pollMinMs']) await succeed(laptop, 'config', 'set', key, '86400000');
  const env = environmentIn(root);
  await inWindow(t, { home: laptop.home, env }, async ({ page, shell }) => {
    const client = await clientOf(laptop.home);
    const pausedUntil = async () => (await client.status()).host.pausedUntil;
    const paused = () => shell.until('paused', ({ tray }) => /paused/.test(tray?.icon ?? ''));
    const runs = () => shell.until('no more paused', ({ tray }) => /in-sync|pending/.test(tray?.icon ?? ''));
    const onPage = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();

    // What the other machine wrote comes by Sync now, and is the last activity.
    addObservation(board, 'came: one');
    await succeed(board, 'sync');
    await pressUntil(
      () => shell.press('Sync now'),
      () => titles(laptop, 'came:').length === 1,
    );
    const came = (label: string) => /1 row came from board/.test(label);
    const { tray } = await shell.until(
      'the last activity',
      (seen) => seen.tray?.menu.some((i) => came(i.label)) === true,
    );
    await shell.press(tray?.menu.find(({ label }) => came(label))?.label ?? '');
    await onPage('Activity');

    for (const [label, minutes] of [
      ['For 30 minutes', 30],
      ['For 2 hours', 120],
    ] as const) {
      const before = Date.now();
      await shell.press('Pause', label);
      await paused();
      const until = await pausedUntil();
      assert.ok(typeof until === 'number' && until >= before + minutes * 60_000, label);
      assert.ok(until <= Date.now() + minutes * 60_000, label);
      await shell.press('Resume');
      await runs();
      assert.equal(await pausedUntil(), null);
    }
    await shell.press('Pause', 'Until I resume');
    await paused();
    assert.equal(await pausedUntil(), 'until-resumed');

    // Force push opens its dialog, filled with what the others would lose, and does nothing yet.
    for (const title of ['lost: one', 'lost: two']) addObservation(board, title);
    await succeed(board, 'sync');
    await shell.press('Force push…');
    const dialog = page.getByRole('dialog', { name: 'Make every machine like this one?' });
    await dialog.getByRole('row').filter({ hasText: 'board' }).getByText('2 memories').waitFor();
    await dialog.getByText('lost: two').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.equal(titles(board, 'lost:').length, 2);
    assert.equal(titles(laptop, 'lost:').length, 0, 'paused it brings nothing by itself');

    await shell.press('Resume');
    await runs();
    await shell.press('Settings');
    await onPage('Settings');
    await shell.press('Show the window');
    await onPage('Settings');
    await shell.do({ kind: 'close-window' });
    await shell.until('no window', ({ windows }) => windows.length === 0);
    await shell.press('Open Membridge');
    const { windows } = await shell.until('a window', (seen) => seen.windows.length === 1 && seen.browser !== null);
    assert.equal(windows[0]?.url, 'app://membridge/#code=shell');
  });
  // Quit was the last one.
  assert.equal(await readHost(laptop.home), null);
});

test('a conflict is told once by a notification, whose button opens where it is settled', async (t) => {
  const { root, laptop, board } = await pair(t);
  const shell = await shellProgram(t, {
    home: laptop.home,
    env: environmentIn(root),
    hasBar: true,
    args: ['--hidden'],
  });
  await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  edit(board, 3, 'narrative', 'as the board has it');
  edit(laptop, 3, 'narrative', 'as the laptop has it');
  await succeed(board, 'sync');
  await pressUntil(
    () => shell.press('Sync now'),
    async () => /conflict/.test((await shell.look()).tray?.icon ?? ''),
  );
  const { notifications } = await shell.until('a notification', (seen) => seen.notifications.length > 0);
  assert.deepEqual(
    notifications.map(({ title, actions }) => [title, actions]),
    [['Some records were written on two machines at once.', ['Look at them']]],
  );
  await shell.do({ kind: 'notification', index: 0, action: 0 });
  await shell.until('the list', ({ windows }) => windows[0]?.url === 'app://membridge/conflicts#code=shell');
  assert.equal((await shell.look()).notifications.length, 1);
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());
});

test('a host of somebody else that stays away is started by a press', async (t) => {
  const { home, env } = await place(t, { memory: true });
  const host = await hostProgram(t, { home, env, args: ['start', '--headless'] });
  const shell = await shellProgram(t, { home, env, args: ['--hidden'] });
  await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.equal(await host.stop(), 0);
  assert.ok(theirsAwayMsMax <= 30_000);
  await shell.until(
    'a way to start it',
    ({ tray }) => tray?.menu.some(({ label }) => label === 'Start it again') === true,
  );
  assert.deepEqual((await shell.look()).pids, []);
  await shell.press('Start it again');
  const { pids } = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.equal((await readHost(home))?.pid, pids[0]);
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());
});

test('where nothing is connected the menu leads to the first run, and says why the rest can do nothing', async (t) => {
  const { home, env } = await place(t, { memory: false });
  const shell = await shellProgram(t, { home, env, args: ['--hidden'] });
  const { tray } = await shell.until('nothing is connected', (seen) => /setup/.test(seen.tray?.icon ?? ''));
  const able = tray?.menu.filter(({ type, enabled }) => type === 'normal' && enabled).map(({ label }) => label);
  assert.deepEqual(able, ['Set up', 'Show the window', 'Settings', 'Quit Membridge']);
  await shell.press('Set up');
  await shell.until('the first run', ({ windows }) => windows[0]?.url === 'app://membridge/setup#code=shell');
  await shell.do({ kind: 'press', menu: 'app', labels: ['Membridge', 'Quit Membridge'] });
  assert.equal(await shell.ended(), 0, shell.stderr());
});

async function clientOf(home: string): Promise<HostClient> {
  const running = await readHost(home);
  assert.ok(running !== null, join(home, 'host.json'));
  return hostClient({ ...running, token: await readToken(running) });
}

/** A press while another round ends is one with it: asked for again until it is so. */
async function pressUntil(press: () => Promise<void>, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await waitFor('what was pressed', async () => {
    // While it syncs there is nothing to press.
    await press().catch(() => {});
    return isSo();
  });
}
