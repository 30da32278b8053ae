/** Commands of a person while the host of their home runs: the same results, and the host goes on afterwards. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type HostProgram, hostProgram } from '../../support/host-program.ts';
import { environmentIn, type TestMachine, treeOf } from '../../cli/machines.ts';
import { addObservation, pair, succeed, titles } from '../../cli/merge/pair.ts';

test('every command works beside a running host as without one, and the host knows what was done', async (t) => {
  const { laptop, board, host } = await hosted(t);
  addObservation(laptop, 'told beside the host');
  // The host may have been faster; what counts is that it is sent when the command is over.
  await succeed(laptop, 'sync');
  assert.equal((await succeed(board, 'sync'))['applied'].records, 1);
  assert.deepEqual(titles(board, 'told beside'), ['told beside the host']);

  const status = await succeed(laptop, 'status');
  assert.equal(status['host'].pid, host.pid);
  assert.ok(['in-sync', 'syncing'].includes(status['state']), status['state']);

  await succeed(laptop, 'config', 'set', 'pollMaxMs', '60000');
  await succeed(laptop, 'devices', 'rename', status['device'].id, 'lap');
  await host.until('the new label', ({ status }) => status?.device.label === 'lap');
  for (const args of [
    ['doctor'],
    ['verify'],
    ['history'],
    ['lock'],
    ['sync', '--dry-run'],
    ['undo', '--dry-run', '--yes'],
  ])
    assert.ok([0, 2].includes((await laptop.run(...args)).code), args.join(' '));
  const checks = await succeed(laptop, 'doctor');
  assert.doesNotMatch(JSON.stringify(checks), /at work right now|busy/i, 'a resting host is nobody at work');
  assert.equal(await host.stop(), 0);
});

test('a command that is killed in its turn leaves the host to go on', async (t) => {
  const { root, laptop, host } = await hosted(t);
  const child = sleepingTurn(t, root, laptop);
  await host.until('the command', ({ host: now }) => now.busy?.what === 'command');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await host.until('the host to go on', ({ host: now }) => now.busy === null && now.state === 'in-sync');
  addObservation(laptop, 'after the kill');
  await (await host.client()).wake('person');
  await host.until('it sent', ({ status }) => status?.pending.records === 0);
  assert.equal(await host.stop(), 0);
});

test('a host that does not answer is not waited for, and named when it holds the home', async (t) => {
  const { laptop, host } = await hosted(t);
  process.kill(host.pid, 'SIGSTOP');
  try {
    const ran = await laptop.run('sync', '--json');
    assert.deepEqual([ran.code, ran.json.error.code], [3, 'home-busy']);
    assert.match(ran.json.error.hint, new RegExp(`process ${host.pid}\\b`));
    const status = await laptop.run('status', '--json');
    assert.deepEqual([status.code, status.json.host], [0, null], 'a look needs nobody');
  } finally {
    process.kill(host.pid, 'SIGCONT');
  }
  await host.until('it goes on', ({ host: now }) => now.state === 'in-sync');
  assert.equal((await laptop.run('sync')).code, 0);
  assert.equal(await host.stop(), 0);
});

test('pausing is shown by status, lets commands through, and ends', async (t) => {
  const { laptop, board, host } = await hosted(t);
  const client = await host.client();
  await client.pause(null);
  const paused = await succeed(laptop, 'status');
  assert.deepEqual([paused['state'], paused['host'].pausedUntil], ['paused', 'until-resumed']);
  addObservation(laptop, 'while it was paused');
  assert.equal((await succeed(laptop, 'sync'))['published'].records, 1);
  assert.equal((await client.status()).host.state, 'paused', 'a command ends no pause');
  await client.resume();
  await host.until('it goes on', ({ host: now }) => now.state === 'in-sync');
  assert.equal((await succeed(board, 'sync'))['applied'].records, 1);
  assert.equal(await host.stop(), 0);
});

test('connecting elsewhere is taken over by the host, and what was known before is not', async (t) => {
  const { root, laptop, host } = await hosted(t);
  const elsewhere = join(root, 'elsewhere');
  await succeed(laptop, 'init', '--folder', elsewhere, '--no-encryption', '--reconnect');
  const { status } = await host.until(
    'the new place',
    ({ status, host: now }) => status?.remote.where === elsewhere && now.state === 'in-sync',
  );
  assert.equal(status?.pending.records, 0);
  assert.ok(existsSync(join(elsewhere, 'membridge')));
  assert.equal(await host.stop(), 0);
});

test('the host runs commands for its panel with the same document, and refuses those that are for a terminal', async (t) => {
  const { laptop, host } = await hosted(t);
  const client = await host.client();
  const { exitCode, document } = await client.command(['sync']);
  assert.deepEqual([exitCode, document['ok'], document['command']], [0, true, 'sync']);
  const unknown = await client.command(['conflicts', 'show', '999']);
  assert.deepEqual([unknown.exitCode, Object(unknown.document['error'])['code']], [2, 'conflict-unknown']);
  await assert.rejects(client.command(['init', '--folder', '/x']));
  assert.equal((await laptop.run('sync')).code, 0);
  assert.equal(await host.stop(), 0);
});

test('nothing is left in the home by a host that was stopped', async (t) => {
  const { laptop, host } = await hosted(t);
  await laptop.run('sync');
  assert.equal(await host.stop(), 0);
  const left = Object.keys(await treeOf(laptop.home)).filter((name) => /lock|tmp|host\.|-wal|-shm|scratch/.test(name));
  assert.deepEqual(left, []);
});

async function hosted(t: TestContext) {
  const machines = await pair(t);
  const { root, laptop } = machines;
  await succeed(laptop, 'config', 'set', 'quietPeriodMs', '1000');
  const host: HostProgram = await hostProgram(t, { home: laptop.home, env: environmentIn(root) });
  await host.until('the first look', ({ host: now }) => now.state === 'in-sync');
  return { ...machines, host };
}

/** A process that has taken its turn, and does nothing with it. */
function sleepingTurn(t: TestContext, root: string, { home }: TestMachine): ChildProcess {
  const script = join(import.meta.dirname, 'sleeping-turn-child.ts');
  const child = spawn(process.execPath, [script, home], { env: environmentIn(root), stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  return child;
}
