/** `npm start`, point by point. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { hostProgram, waitFor } from '../../support/host-program.ts';
import { treeOf } from '../../cli/machines.ts';
import { place } from './place.ts';

test('start finds the memory, says in four lines what it is and where its history is kept, and changes nothing in it', async (t) => {
  const { home, memory, env, run } = await place(t, { memory: true });
  const before = await treeOf(memory);
  const host = await hostProgram(t, { home, env, args: ['start'] });
  const { status } = await host.until('the first look', (now) => now.host.state === 'in-sync');
  await waitFor('four lines', () => host.stdout().split('\n').length === 5);
  const [found, kept, ssh, manage] = host.stdout().split('\n');
  assert.match(found ?? '', /^Found claude-mem: 240 memories of 7 projects, 1\.3.MB\. Nothing in it was changed\.$/);
  assert.match(
    kept ?? '',
    /^Its history is kept on this machine alone, in .+local-history\. Panel: http:\/\/127\.0\.0\.1:\d+\/#code=\S+$/,
  );
  assert.match(ssh ?? '', /ssh -L (\d+):127\.0\.0\.1:\1 /);
  assert.match(manage ?? '', /Ctrl-C.+service install.+--demo/);
  assert.deepEqual([status?.mode, status?.remote.encryption, status?.pending.records], ['merge', 'none', 0]);
  assert.equal(status?.remote.where, join(home, 'local-history'));

  const again = await run('start', '--home', home);
  assert.deepEqual([again.code, again.stdout.split('\n').length], [0, 2]);
  assert.match(again.stdout, /^Membridge runs already: http:\/\/127\.0\.0\.1:\d+\/#code=/);

  assert.equal(await host.stop(), 0);
  assert.match(host.stderr(), /Stopped\. Nothing waits to be sent\./);
  assert.deepEqual(await treeOf(memory), before, 'not a byte of the memory, and nothing beside it');
  assert.deepEqual(
    (await readdir(home)).filter((name) => /host|lock|tmp|wal|shm/.test(name)),
    [],
  );
  assert.deepEqual(await readdir(join(home, 'scratch')), []);
});

test('start without claude-mem waits for it, never makes its folder, and keeps its history as soon as it is there', async (t) => {
  const { home, memory, env, run } = await place(t, { memory: false });
  const host = await hostProgram(t, { home, env, args: ['start'] });
  const { host: waiting } = await host.until('setup', (now) => now.host.state === 'setup');
  assert.equal(waiting.why, 'not-connected');
  assert.match(host.stdout(), /^There is no claude-mem here yet: .+claude-mem\.db/);
  assert.equal(existsSync(memory), false);
  assert.equal((await run('status', '--home', home)).code, 2, 'not connected, in a sentence');

  await mkdir(memory);
  await fixtureDatabase('base', join(memory, 'claude-mem.db'));
  const { status } = await host.until('its history', (now) => now.host.state === 'in-sync');
  assert.equal(status?.source.rows['observations'], 200);
  assert.equal(await host.stop('SIGINT'), 0);
});

test('start -- --demo shows two machines and touches no home', async (t) => {
  const { root, home, run } = await place(t, { memory: false });
  const ran = await run('start', '--demo', '--home', home);
  assert.equal(ran.code, 0, ran.stderr);
  const folder = /kept in: (.+)\n$/.exec(ran.stdout)?.[1] ?? '';
  assert.ok(existsSync(folder) && !existsSync(home), root);
  await rm(folder, { recursive: true });
});
