import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import test from 'node:test';
import { treeOf } from '../machines.ts';
import { addObservation, ends, pair, remove, succeed, titles } from './pair.ts';

test('with the remote away everything is captured and waits; it travels when the remote is back', async (t) => {
  const { laptop, board, folder } = await pair(t);
  addObservation(laptop, 'new: one');
  await rename(folder, `${folder}-away`);
  const away = await ends(laptop, 5, 'remote-missing', 'sync');
  assert.deepEqual([away['state'], away['pending'], away['published'].records], ['offline', { records: 1 }, 0]);
  const said = await laptop.run('sync');
  assert.match(said.stdout + said.stderr, /Still to be sent from this machine: 1 record/);
  const status = await succeed(laptop, 'status');
  assert.deepEqual([status['state'], status['pending'].records], ['offline', 1]);
  // The row is gone before anybody heard of it; its two versions travel all the same.
  remove(laptop, "title = 'new: one'");
  addObservation(laptop, 'new: two');
  await ends(laptop, 5, 'remote-missing', 'push');
  await rename(`${folder}-away`, folder);
  assert.equal((await succeed(laptop, 'sync'))['pending'].records, 0);
  await succeed(board, 'sync');
  assert.deepEqual(titles(board, 'new:'), ['new: two']);
});

test('a dry run tells what the real one does, and touches neither bucket nor memory nor state', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  addObservation(laptop, 'new: on the laptop');
  await succeed(laptop, 'sync');
  addObservation(board, 'new: on the board');
  remove(board, 'id = 3');
  const trees = () => Promise.all([treeOf(folder), treeOf(`${root}/board/memory`)]);
  const before = await trees();
  const plan = await succeed(board, 'sync', '--dry-run');
  assert.deepEqual(await trees(), before);
  const status = await succeed(board, 'status');
  assert.deepEqual([status['state'], status['pending'].records], ['pending', 2]);
  assert.deepEqual(await trees(), before);
  const real = await succeed(board, 'sync');
  assert.deepEqual(
    [plan['published'].records, plan['applied'].records, plan['from'], plan['dryRun']],
    [real['published'].records, real['applied'].records, real['from'], true],
  );
  assert.deepEqual([real['published'].records, real['applied'].records], [2, 1]);
  await rm(folder, { recursive: true });
  await ends(board, 5, 'remote-missing', 'sync', '--dry-run');
});
