import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import test from 'node:test';
import { treeOf } from '../machines.ts';
import { addObservation, assertSound, edit, ends, pair, remove, succeed, titles } from '../merge/pair.ts';
import { content } from './content.ts';

test('a pull that replaces gives up only what was not published; it is set aside, and an undo makes it travel', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  addObservation(laptop, 'theirs: new');
  edit(laptop, 9, 'title', 'theirs: edited');
  await succeed(laptop, 'sync');
  const wanted = content(laptop);
  addObservation(board, 'ours: not published');
  edit(board, 7, 'title', 'ours: edited');
  remove(board, 'id = 8');
  const before = [await treeOf(folder), await treeOf(`${root}/board/memory`)];
  const plan = await succeed(board, 'pull', '--replace', '--dry-run');
  assert.deepEqual([plan['removed'], plan['rows'], plan['state']], [1, 2, 'planned']);
  await ends(board, 2, 'confirmation-needed', 'pull', '--replace');
  assert.deepEqual([await treeOf(folder), await treeOf(`${root}/board/memory`)], before);

  const done = await succeed(board, 'pull', '--replace', '--yes');
  assert.deepEqual([done['removed'], done['rows'], done['left'], done['state']], [1, 2, 0, 'done']);
  assert.deepEqual(content(board), wanted);
  const { restorePoints } = await succeed(board, 'history');
  assert.deepEqual([restorePoints[0].id, restorePoints[0].kind], [done['restorePoint'], 'set-aside']);
  for (const machine of [board, laptop]) {
    const again = await succeed(machine, 'sync');
    assert.deepEqual([again['published'].records, again['applied'].records, again['conflicts']], [0, 0, 0]);
  }
  assert.equal((await succeed(board, 'pull', '--replace', '--yes'))['state'], 'nothing');

  addObservation(laptop, 'later: theirs');
  await succeed(laptop, 'sync');
  const undone = await succeed(board, 'undo', '--yes');
  assert.deepEqual([undone['act'], undone['reach'], undone['rows']], ['force-pull', 'everywhere', 3]);
  for (const machine of [laptop, board, laptop]) await succeed(machine, 'sync');
  assert.deepEqual(content(laptop), content(board));
  assert.deepEqual(titles(laptop, 'ours:'), ['ours: edited', 'ours: not published']);
  assert.deepEqual(titles(laptop, 'theirs:'), ['theirs: edited', 'theirs: new']);
  assert.deepEqual(titles(board, 'later:'), ['later: theirs']);
  for (const machine of [laptop, board]) assertSound(machine);
});

test('a remote that is away changes nothing: exit 5', async (t) => {
  const { board, folder, root } = await pair(t);
  addObservation(board, 'ours: not published');
  await rename(folder, `${folder}-away`);
  const before = await treeOf(`${root}/board/memory`);
  await ends(board, 5, 'remote-missing', 'pull', '--replace', '--yes');
  await ends(board, 5, 'remote-missing', 'push', '--force', '--yes');
  assert.deepEqual(await treeOf(`${root}/board/memory`), before);
  assert.deepEqual(titles(board, 'ours:'), ['ours: not published']);
});
