import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { emptyPlace, machines, membridge, type TestMachine } from '../machines.ts';
import { addObservation, assertSound, change, ends, initArgs, pair, succeed, titles } from './pair.ts';

async function third(root: string): Promise<TestMachine> {
  const home = join(root, 'third', 'home');
  await mkdir(join(root, 'third', 'memory'), { recursive: true });
  const database = join(root, 'third', 'memory', 'claude-mem.db');
  return { home, database, run: (...args) => membridge(root, [...args, '--home', home]) };
}

test('a third machine joins with rows of its own: the plan says so, all rows are everywhere, nothing is deleted', async (t) => {
  const { laptop, folder, root } = await pair(t);
  const late = await third(root);
  await fixtureDatabase('base', late.database);
  addObservation(late, 'own: of the third');
  addObservation(laptop, 'new: of the laptop');
  await succeed(laptop, 'sync');
  const planned = await succeed(late, ...initArgs(folder, 'third', late.database), '--dry-run');
  assert.deepEqual([planned['plan'].upload, planned['plan'].bring, planned['plan'].delete], [1, 1, 0]);
  assert.equal(planned['mode'], 'merge');
  const joined = await succeed(late, ...initArgs(folder, 'third', late.database));
  assert.deepEqual([joined['plan'].upload, joined['plan'].bring, joined['created']], [1, 1, false]);
  const first = await succeed(late, 'sync');
  assert.deepEqual([first['published'].records, first['applied'].records, first['conflicts']], [1, 1, 0]);
  await succeed(laptop, 'sync');
  for (const machine of [laptop, late]) {
    assert.deepEqual(
      [...titles(machine, 'new:'), ...titles(machine, 'own:')],
      ['new: of the laptop', 'own: of the third'],
    );
    assertSound(machine);
  }
  assert.equal((await succeed(late, 'devices'))['devices'].length, 3);
  await succeed(late, 'devices', 'rename', 'third', 'the third one');
  await succeed(late, 'sync');
  const labels = async (machine: TestMachine) =>
    (await succeed(machine, 'devices'))['devices'].map(({ label }: { label: string }) => label).toSorted();
  assert.deepEqual(await labels(laptop), ['board', 'laptop', 'the third one']);
  await ends(laptop, 2, 'device-not-ours', 'devices', 'rename', 'board', 'mine');
  await ends(laptop, 2, 'device-unknown', 'devices', 'remove', 'nobody');
  await succeed(laptop, 'devices', 'remove', 'the third one');
  assert.deepEqual(await labels(laptop), ['board', 'laptop']);
});

test('without a memory a machine is set up: sync waits for it with exit 0, push is exit 6, and then all rows come', async (t) => {
  const { folder, root } = await pair(t);
  const late = await third(root);
  const joined = await succeed(late, ...initArgs(folder, 'third', late.database));
  assert.deepEqual([joined['state'], joined['plan'].upload, joined['plan'].bring], ['setup', 0, 290]);
  const waiting = await succeed(late, 'sync');
  assert.deepEqual([waiting['state'], waiting['waiting'], waiting['applied'].records], ['setup', 290, 0]);
  assert.equal((await succeed(late, 'status'))['state'], 'setup');
  await ends(late, 6, 'source-missing', 'push');
  createClaudeMemDatabase(late.database);
  assert.equal((await succeed(late, 'sync'))['applied'].records, 290);
  assert.equal(
    change(late, (db) => db.prepare('SELECT count(*) FROM observations').pluck().get()),
    200,
  );
  assertSound(late);
  assert.equal((await succeed(late, 'sync'))['published'].records, 0);
});

test('a project that was made in mirror mode stays so for whoever joins; merge is not for other databases', async (t) => {
  const { folder, root, passphraseFile, board } = await machines(t);
  const late = await third(root);
  await copyFile(board.database, late.database);
  const args = ['--folder', folder, '--source', late.database, '--passphrase-file', passphraseFile];
  await ends(late, 2, 'mode-mismatch', 'init', ...args, '--mode', 'merge');
  assert.equal((await succeed(late, 'init', ...args))['mode'], 'mirror');
  await ends(late, 2, 'not-in-mirror', 'conflicts');

  const place = await emptyPlace(t);
  const notes = join(place.root, 'notes.db');
  change({ database: notes }, (db) => db.exec('CREATE TABLE notes (text TEXT)'));
  const other = ['--folder', join(place.root, 'notes'), '--source', notes, '--no-encryption'];
  await ends(place.laptop, 2, 'mode-unavailable', 'init', ...other, '--mode', 'merge');
  assert.equal((await succeed(place.laptop, 'init', ...other))['mode'], 'mirror');
});
