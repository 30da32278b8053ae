/** Connecting a machine by what a panel asks of its running host. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConnectRequest } from '../../../core/host/api/contract-setup.ts';
import { panelMachine, passphrase, refusal, toConnect } from '../../support/panel-machine.ts';
import { treeOf } from '../machines.ts';

test('a machine that is connected to nothing tells its memory, tests a folder, shows the plan, connects and syncs by itself', async (t) => {
  const machine = await panelMachine(t, { memory: true });
  const { root, memory, host, client, look } = machine;
  await host.until('setup', (now) => now.host.state === 'setup');
  await mkdir(join(root, 'person', 'Sync'));
  const facts = await client.setupFacts('en');
  assert.ok(facts.memory.kind === 'found', JSON.stringify(facts.memory));
  assert.deepEqual([facts.memory.path, facts.memory.rows['observations']], [join(memory, 'claude-mem.db'), 200]);
  assert.deepEqual(
    [facts.connection, facts.project, facts.folder, facts.hasKeys],
    [null, 'mem', join(root, 'person', 'Sync', 'membridge'), false],
  );
  const r2 = facts.stores.find(({ name }) => name === 'r2');
  assert.deepEqual([r2?.title, r2?.needs, r2?.caution], ['Cloudflare R2', ['account'], null]);

  const before = await treeOf(root);
  const tested = await look({ kind: 'folder', folder: '~/Sync/membridge' });
  const folder = join(root, 'person', 'Sync', 'membridge');
  assert.deepEqual(
    [tested.where, tested.isNew, tested.makesPlace, tested.needsPassphrase, tested.project],
    [folder, true, true, false, null],
  );
  const plan = await client.planSetup(toConnect('~/Sync/membridge'));
  assert.deepEqual([plan.changed, plan.created, plan.dryRun, plan.makesPlace], [false, true, true, true]);
  assert.ok(plan.plan !== null && plan.plan.upload > 200 && plan.plan.bring === 0, JSON.stringify(plan.plan));
  const kept = ([path]: [string, string]) => !path.startsWith('home');
  assert.deepEqual(Object.entries(await treeOf(root)).filter(kept), Object.entries(before).filter(kept));
  assert.equal(existsSync(folder), false, 'a plan makes nothing');

  const done = await client.connectMachine(toConnect('~/Sync/membridge'));
  assert.deepEqual([done.changed, done.created, done.remote.where], [true, true, folder]);
  assert.notEqual((await client.status()).host.state, 'setup', 'the host knows at once');
  const { status } = await host.until('in sync', (now) => now.host.state === 'in-sync');
  assert.deepEqual([status?.device.label, status?.pending.records], ['laptop', 0]);

  const later = await client.setupFacts('en');
  assert.deepEqual(
    [later.connection?.where, later.connection?.encryption, later.connection?.isLocalHistory, later.label],
    [folder, 'age', false, 'laptop'],
  );
  const again = await look({ kind: 'folder', folder: folder });
  assert.deepEqual([again.project, again.needsPassphrase], [{ mode: 'merge', encryption: 'age' }, true]);
  const same = await client.connectMachine(toConnect(folder));
  assert.deepEqual([same.changed, same.plan], [false, null]);
  const elsewhere = toConnect(join(root, 'person', 'elsewhere'));
  assert.deepEqual(await refusal(client.planSetup(elsewhere)), { code: 'already-connected', field: 'reconnect' });
  assert.equal((await client.planSetup({ ...elsewhere, reconnect: true })).created, true);
  await machine.assertUntold([passphrase]);
  assert.equal(await host.stop(), 0);
});

test('what is wrong with a folder, a passphrase or a name is told with its field, and nothing is made', async (t) => {
  const { root, home, memory, client, look } = await panelMachine(t, { memory: true });
  const closed = join(root, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o500);
  const folder = join(root, 'shared');
  const places: readonly (readonly [folder: string, code: string])[] = [
    ['', 'setting-invalid'],
    ['Sync/membridge', 'setting-invalid'],
    ['../x', 'setting-invalid'],
    ['~anna/x', 'setting-invalid'],
    [join(home, 'shared'), 'remote-folder-inside'],
    [memory, 'remote-folder-inside'],
    [join(root, 'no', 'such', 'folder'), 'remote-missing'],
    [join(memory, 'claude-mem.db', 'x'), 'remote-denied'],
    ...(process.getuid?.() === 0 ? [] : [[closed, 'remote-denied'] as const]),
  ];
  for (const [place, code] of places)
    assert.deepEqual(await refusal(look({ kind: 'folder', folder: place })), { code, field: 'folder' }, place);
  const wishes: readonly (readonly [ConnectRequest, code: string, field: string])[] = [
    [toConnect('relative'), 'setting-invalid', 'folder'],
    [toConnect(folder, { passphrase: null }), 'passphrase-needed', 'passphrase'],
    [toConnect(folder, { passphrase: '' }), 'usage', 'passphrase'],
    [toConnect(folder, { passphrase: 'a\nb' }), 'usage', 'passphrase'],
    [toConnect(folder, { passphrase: 'x'.repeat(2_000) }), 'usage', 'passphrase'],
    [toConnect(folder, { label: ' ' }), 'setting-invalid', 'label'],
    [toConnect(folder, { project: '' }), 'setting-invalid', 'project'],
  ];
  for (const [request, code, field] of wishes) {
    for (const step of [client.planSetup, client.connectMachine])
      assert.deepEqual(await refusal(step(request)), { code, field }, JSON.stringify(request));
  }
  assert.equal(existsSync(folder), false);
  assert.equal((await client.setupFacts('en')).connection, null);
});
