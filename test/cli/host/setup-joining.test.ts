/** Joining from a panel what another machine keeps already. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { panelMachine, passphrase, refusal, toConnect } from '../../support/panel-machine.ts';
import { treeOf } from '../machines.ts';

const wrong = 'planted other passphrase';

test('a second machine with the wrong passphrase leaves no trace here or there, and the right one joins', async (t) => {
  const first = await panelMachine(t, { memory: true });
  const folder = join(first.root, 'shared');
  await first.client.connectMachine(toConnect(folder));
  await first.host.until('in sync', (now) => now.host.state === 'in-sync');
  await first.host.stop();
  const there = await treeOf(folder);

  const second = await panelMachine(t, { memory: false });
  const { home, memory, host, client, look } = second;
  assert.deepEqual((await client.setupFacts('uk')).memory, { kind: 'none', path: join(memory, 'claude-mem.db') });
  assert.equal((await look({ kind: 'folder', folder: folder })).needsPassphrase, true);
  const here = await readdirOf(home);
  for (const step of [client.planSetup, client.connectMachine]) {
    const answer = step(toConnect(folder, { label: 'board', passphrase: wrong }));
    assert.deepEqual(await refusal(answer), { code: 'passphrase-wrong', field: 'passphrase' });
  }
  const plainly = client.planSetup(toConnect(folder, { encryption: 'none', passphrase: null }));
  assert.deepEqual(await refusal(plainly), { code: 'project-sealed', field: 'encryption' });
  assert.deepEqual(await treeOf(folder), there);
  assert.deepEqual(await readdirOf(home), here);
  assert.equal((await client.status()).host.state, 'setup');

  const plan = await client.planSetup(toConnect(folder, { label: 'board' }));
  assert.ok(plan.plan !== null && plan.plan.bring > 200 && plan.plan.upload === 0, JSON.stringify(plan.plan));
  assert.deepEqual(await treeOf(folder), there, 'a plan writes nothing there');
  const done = await client.connectMachine(toConnect(folder, { label: 'board' }));
  assert.deepEqual([done.created, done.source.exists, done.state], [false, false, 'setup']);
  // A memory that is not here yet is waited for, and then gets what the others have.
  await host.until('no memory yet', (now) => now.host.state === 'setup' && now.host.why !== 'not-connected');
  await client.command(['config', 'set', 'quietPeriodMs', '1000']);
  await mkdir(memory);
  await fixtureDatabase('base', join(memory, 'claude-mem.db'));
  await host.until('in sync', (now) => now.host.state === 'in-sync');
  await second.assertUntold([passphrase, wrong]);
  assert.ok((await readFile(join(home, 'settings.json'), 'utf8')).includes(folder));
  // Its lock lay in the folder for temporary files, as there was none for the memory.
  assert.equal(await host.stop(), 0);
});

async function readdirOf(home: string): Promise<string[]> {
  // The log and what SQLite makes beside a file are not what a person would call written.
  return Object.keys(await treeOf(home)).filter((path) => !/^logs|-(?:wal|shm)$/.test(path));
}
