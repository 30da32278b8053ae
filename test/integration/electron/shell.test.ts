/** The real shell with a real host, over the stand-in for Electron: what the tray shows and does. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostClient } from '../../../core/host/api/client.ts';
import { readHost, readToken } from '../../../core/host/host-file.ts';
import { addObservation, titles } from '../../cli/merge/pair.ts';
import { place, type Place } from '../host/place.ts';
import { hostProgram, waitFor } from '../../support/host-program.ts';
import { isAlive } from '../../support/is-alive.ts';
import { shellProgram, type ShellProgram } from '../../electron/shell-program.ts';
import type { Seen, SeenItem, Wish } from '../../electron/stand-in/desk.ts';

const hidden = ['--hidden'];

test('the shell starts a host of its own, acts on it by its menu, and takes it along when it quits', async (t) => {
  const { home, env } = await place(t, { memory: true });
  const shell = await shellProgram(t, { home, env, args: hidden });
  const well = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.match(well.tray?.tooltip ?? '', /^Membridge: /);
  assert.equal(well.pids.length, 1);
  const running = await readHost(home);
  assert.ok(running !== null);
  assert.equal(running.pid, well.pids[0], 'the host is the process that was started');
  const client = hostClient({ ...running, token: await readToken(running) });

  // Its program is Electron: a hook with it would start a tray app with every session.
  const hooks = await client.command(['hooks', 'install', '--yes']);
  assert.match(JSON.stringify(hooks.document), /"code":"hooks-without-node"/);

  await shell.press('Pause', 'For 2 hours');
  const paused = await shell.until('paused', ({ tray }) => /paused/.test(tray?.icon ?? ''));
  const { pausedUntil } = (await client.status()).host;
  assert.ok(typeof pausedUntil === 'number' && pausedUntil > Date.now());
  assert.equal(labels(paused).includes('Pause'), false);
  await shell.press('Resume');
  await shell.until('no more paused', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));

  const before = (await client.status()).host.lastLookAt ?? 0;
  await shell.press('Sync now');
  await waitFor('a look that was asked for', async () => ((await client.status()).host.lastLookAt ?? 0) > before);

  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());
  assert.equal(await readHost(home), null, 'the host left its place');
  assert.equal(existsSync(join(home, 'host.json')), false);
});

test('a host that is killed comes back, the icon says so meanwhile, and nothing is lost', async (t) => {
  const { home, memory, env, run } = await place(t, { memory: true });
  const shell = await shellProgram(t, { home, env, args: hidden });
  const { pids, trayTold } = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  // In the middle of what it does with a memory that was just written; another one comes while nobody is there.
  const database = join(memory, 'claude-mem.db');
  addObservation({ database }, 'before the kill');
  await shell.press('Sync now');
  process.kill(pids[0] ?? 0, 'SIGKILL');
  const killedAt = Date.now();
  addObservation({ database }, 'after the kill');
  const back = await shell.until(
    'it is back',
    ({ tray, pids: all }) => all.length > 1 && /in-sync/.test(tray?.icon ?? ''),
  );
  const meanwhile = back.trayTold.slice(trayTold.length);
  assert.match(meanwhile.join('\n'), /lost-\w+\.png: .*(?:ended unexpectedly|has not answered)/);
  const saidAt = back.trayToldAt[trayTold.length + meanwhile.findIndex((each) => each.startsWith('lost'))] ?? 0;
  t.diagnostic(`the tray said so ${saidAt - killedAt} ms after the kill`);
  assert.equal(back.pids.length, 2);
  assert.equal((await readHost(home))?.pid, back.pids[1]);
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0, shell.stderr());
  await assertKept({ home, run, database }, ['after the kill', 'before the kill']);
});

test('a host that runs already is attached to, not doubled, and stays when the shell quits', async (t) => {
  const { home, env } = await place(t, { memory: true });
  const host = await hostProgram(t, { home, env, args: ['start', '--headless'] });
  const shell = await shellProgram(t, { home, env, args: hidden });
  const seen = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  assert.deepEqual(seen.pids, []);
  assert.ok(labels(seen).includes('Quit (syncing goes on)'));
  await shell.press('Quit (syncing goes on)');
  assert.equal(await shell.ended(), 0, shell.stderr());
  await host.until('still there', ({ host: { state } }) => state === 'in-sync');

  const killed = await shellProgram(t, { home, env, args: hidden });
  await killed.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  killed.child.kill('SIGKILL');
  await killed.ended();
  const after = await (await host.client()).status();
  assert.deepEqual([after.host.pid, after.host.state], [host.pid, 'in-sync'], 'it goes on as it was');
  // And the next shell is no second one, whatever the killed one left.
  const next = await shellProgram(t, { home, env, args: hidden });
  assert.deepEqual((await next.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''))).pids, []);
  await next.press('Quit (syncing goes on)');
  assert.equal(await next.ended(), 0);
  assert.equal(await host.stop(), 0);
});

test('a shell that is killed while its host works ends both, and nothing is lost', async (t) => {
  const { home, memory, env, run } = await place(t, { memory: true });
  const shell = await shellProgram(t, { home, env, args: hidden });
  const { pids } = await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  const database = join(memory, 'claude-mem.db');
  addObservation({ database }, 'just written');
  await shell.press('Sync now');
  shell.child.kill('SIGKILL');
  await shell.ended();
  await waitFor('the host to end', () => !isAlive(pids[0] ?? 0));
  await assertKept({ home, run, database }, ['just written']);
});

test('whoever comes back to the machine has the host look, and a menu that opens does too', async (t) => {
  const { home, env } = await place(t, { memory: true });
  const host = await hostProgram(t, { home, env, args: ['start', '--headless'] });
  await host.until('in sync', (now) => now.host.state === 'in-sync');
  const client = await host.client();
  // By itself it does not look again today.
  for (const key of ['pollMaxMs', 'pollMinMs']) await client.command(['config', 'set', key, '86400000']);
  const shell = await shellProgram(t, { home, env, hasBar: true, args: hidden });
  await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  const wishes: readonly Wish[] = [{ kind: 'emit', from: 'powerMonitor', event: 'resume' }, { kind: 'open-menu' }];
  for (const wish of wishes) {
    const before = (await client.status()).host.lastLookAt ?? 0;
    // One look in ten seconds is the loop's own measure: another one is asked for until it is due.
    await waitFor(JSON.stringify(wish), async () => {
      await shell.do(wish);
      return ((await client.status()).host.lastLookAt ?? 0) > before;
    });
  }
  await host.stop();
  await shell.until('the tray says that nobody answers', ({ tray }) => /lost/.test(tray?.icon ?? ''));
  assert.deepEqual((await shell.look()).pids, [], 'what somebody else ended is theirs to start');
  await quit(shell);
});

test('a second start opens the window of the first and ends', async (t) => {
  const { home, env } = await place(t, { memory: false });
  const shell = await shellProgram(t, { home, env, hasBar: true, args: hidden });
  assert.deepEqual((await shell.until('an icon', ({ tray }) => tray !== null)).windows, []);
  const second = await shellProgram(t, { home, env });
  assert.equal(await second.ended(), 0);
  const { windows } = await shell.until('a window', ({ windows }) => windows.length === 1);
  assert.equal(windows[0]?.url, 'app://membridge/#code=shell');

  // The actions of the desktop entry, for whoever has no tray.
  const settings = await shellProgram(t, { home, env, args: ['--settings'] });
  assert.equal(await settings.ended(), 0);
  await shell.until('the settings', ({ windows }) => windows[0]?.url === 'app://membridge/settings#code=shell');

  await shell.do({ kind: 'close-window' });
  const closed = await shell.until('no window', ({ windows }) => windows.length === 0);
  assert.deepEqual(
    closed.notifications.map(({ title }) => title),
    ['Membridge goes on'],
  );
  await shell.press('Open Membridge');
  await shell.until('a window', ({ windows }) => windows.length === 1);
  await shell.do({ kind: 'close-window' });
  assert.equal((await shell.look()).notifications.length, 1, 'it is told once');
  assert.match(await readFile(join(home, 'shell.json'), 'utf8'), /"wasToldOfClosing": true/);
  for (const end of [shell, null]) {
    const last = await shellProgram(t, { home, env, args: ['--quit'] });
    assert.equal(await last.ended(), 0, 'with somebody to quit, and with nobody');
    if (end !== null) assert.equal(await end.ended(), 0);
  }
  assert.equal(await readHost(home), null);
});

test('without a bar for icons it never starts hidden, and has a way out in its window', async (t) => {
  const { home, env } = await place(t, { memory: false });
  const shell = await shellProgram(t, { home, env, hasBar: false, args: hidden });
  const { windows, menu } = await shell.until('a window', (seen) => seen.windows.length === 1);
  assert.equal(windows[0]?.url, 'app://membridge/#code=shell');
  assert.deepEqual(
    menu[0]?.items.map(({ label }) => label),
    ['Start when I log in', '', 'Quit Membridge'],
  );
  await quit(shell);
});

test('a bar that comes after the shell gets an icon made for it', async (t) => {
  const { root, home, env } = await place(t, { memory: false });
  const bar = join(root, 'bar');
  const shell = await shellProgram(t, { home, env, hasBar: bar, args: hidden });
  const { traysMade } = await shell.until('a window', (seen) => seen.windows.length === 1 && seen.tray !== null);
  assert.equal(traysMade, 1);
  await writeFile(bar, '');
  const { calls } = await shell.until('an icon of its own', (seen) => seen.traysMade === 2);
  assert.ok(calls.includes('tray.destroy'));
  // The window of a person who was without a bar stays.
  assert.equal((await shell.look()).windows.length, 1);
  await quit(shell);
});

test('the switch for the start at login is read back from the system', async (t) => {
  const { root, home, env } = await place(t, { memory: false });
  const config = join(root, 'config');
  const shell = await shellProgram(t, { home, env: { ...env, XDG_CONFIG_HOME: config } });
  const isOn = ({ menu }: Seen) => menu[0]?.items[0]?.checked;
  assert.equal(isOn(await shell.until('a menu', ({ menu }) => menu.length > 0)), false);
  await shell.do({ kind: 'press', menu: 'app', labels: ['Membridge', 'Start when I log in'] });
  assert.equal(isOn(await shell.look()), true);
  const entry = await readFile(join(config, 'autostart/membridge.desktop'), 'utf8');
  assert.match(entry, /^Exec=\S+node\S* \S+electron\/main\.ts --home \S+ --hidden$/m);
  await shell.do({ kind: 'press', menu: 'app', labels: ['Membridge', 'Start when I log in'] });
  assert.equal(isOn(await shell.look()), false);
  await quit(shell);
});

/** What was written is in the memory once, and a sync later the store holds the same. */
async function assertKept(
  { home, run, database }: { home: string; run: Place['run']; database: string },
  written: readonly string[],
): Promise<void> {
  const synced = await run('sync', '--json', '--home', home);
  assert.equal(synced.code, 0, synced.stderr);
  const verified = await run('verify', '--json', '--home', home);
  assert.deepEqual([verified.code, verified.json.local], [0, 'same'], verified.stdout);
  assert.deepEqual(
    titles({ database }, '').filter((title) => /kill|written/.test(title)),
    written,
  );
}

/** By the window's menu, which is there in every state. */
async function quit(shell: ShellProgram): Promise<void> {
  await shell.do({ kind: 'press', menu: 'app', labels: ['Membridge', 'Quit Membridge'] });
  assert.equal(await shell.ended(), 0, shell.stderr());
}

function labels({ tray }: Seen): string[] {
  const all = (items: readonly SeenItem[]): string[] =>
    items.flatMap(({ label, items: more }) => [label, ...all(more)]);
  return all(tray?.menu ?? []);
}
