import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { treeOf } from '../machines.ts';
import { addObservation, assertSound, edit, ends, pair, remove, succeed, titles } from '../merge/pair.ts';
import { content } from './content.ts';

test('a restore brings back and un-edits, reaches the others, keeps what is newer, and can be undone and redone', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  // A pull that replaces leaves a copy to go back to.
  addObservation(board, 'old: given up');
  const point = (await succeed(board, 'pull', '--replace', '--yes'))['restorePoint'];
  edit(board, 7, 'title', 'edited since');
  remove(board, 'id IN (8, 9)');
  addObservation(board, 'new: written since');
  await succeed(board, 'sync');
  await succeed(laptop, 'sync');
  const damaged = content(board);
  const before = [await treeOf(folder), await treeOf(`${root}/board/memory`)];
  const plan = await succeed(board, 'restore', point, '--dry-run');
  assert.deepEqual([plan['bringBack'], plan['unedit'], plan['remove']], [3, 1, 0]);
  await ends(board, 2, 'confirmation-needed', 'restore', point);
  const file = join(root, 'monday.db');
  await succeed(board, 'restore', point, '--to', file);
  assert.deepEqual([await treeOf(folder), await treeOf(`${root}/board/memory`)], before);

  const done = await succeed(board, 'restore', point, '--yes');
  assert.deepEqual([done['bringBack'], done['unedit'], done['remove'], done['left']], [3, 1, 0, null]);
  assert.equal(done['published'].records, 4);
  assert.deepEqual(titles(board, 'old:'), ['old: given up']);
  assert.deepEqual(titles(board, 'edited'), []);
  assert.deepEqual(titles(board, 'new:'), ['new: written since']);
  const restored = content(board);
  await succeed(laptop, 'sync');
  assert.deepEqual(content(laptop), restored);
  assert.equal((await succeed(board, 'restore', point, '--yes'))['state'], 'nothing');

  assert.deepEqual((await succeed(board, 'undo', '--yes'))['act'], 'restore');
  await succeed(laptop, 'sync');
  for (const machine of [laptop, board]) assert.deepEqual(content(machine), damaged);
  const exact = await succeed(board, 'restore', point, '--exact', '--dry-run');
  assert.equal(exact['remove'], 1);
  assert.deepEqual((await succeed(board, 'undo', '--yes'))['act'], 'undo');
  await succeed(laptop, 'sync');
  for (const machine of [laptop, board]) {
    assert.deepEqual(content(machine), restored);
    assertSound(machine);
  }
});

test('a restore while the remote is away is done here, waits in the outbox, and ends with exit 5', async (t) => {
  const { laptop, board, folder } = await pair(t);
  addObservation(board, 'old: given up');
  const point = (await succeed(board, 'pull', '--replace', '--yes'))['restorePoint'];
  await rename(folder, `${folder}-away`);
  const report = await ends(board, 5, 'remote-missing', 'restore', point, '--yes');
  assert.deepEqual([report['bringBack'], report['pending']], [1, { records: 2 }]);
  assert.deepEqual(titles(board, 'old:'), ['old: given up']);
  await rename(`${folder}-away`, folder);
  await succeed(board, 'sync');
  await succeed(laptop, 'sync');
  assert.deepEqual(titles(laptop, 'old:'), ['old: given up']);
  await ends(board, 2, 'restore-point-unknown', 'restore', 'r99', '--yes');
});
