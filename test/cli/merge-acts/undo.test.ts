import assert from 'node:assert/strict';
import test from 'node:test';
import { treeOf } from '../machines.ts';
import { addObservation, assertSound, edit, ends, pair, remove, succeed, titles } from '../merge/pair.ts';
import { content } from './content.ts';

test("an undo of a sync is this machine's own: it holds the rows, says how many, and once more resumes", async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  const before = content(board);
  addObservation(laptop, 'theirs: new');
  edit(laptop, 7, 'title', 'theirs: edited');
  remove(laptop, 'id = 8');
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  const wanted = content(laptop);
  assert.deepEqual(content(board), wanted);
  const trees = [await treeOf(folder), await treeOf(`${root}/board/memory`)];
  const plan = await succeed(board, 'undo', '--dry-run');
  assert.deepEqual([plan['act'], plan['kind'], plan['reach'], plan['rows']], ['merge', 'rows', 'here', 3]);
  await ends(board, 2, 'confirmation-needed', 'undo');
  assert.deepEqual([await treeOf(folder), await treeOf(`${root}/board/memory`)], trees);

  const undone = await succeed(board, 'undo', '--yes');
  assert.deepEqual([undone['rows'], undone['changedSince'], undone['held']], [3, 0, 3]);
  assert.deepEqual(content(board), before);
  assert.equal((await succeed(board, 'status'))['held'], 3);
  assert.match((await board.run('status')).stdout, /Held: +3 records, by an undo/);
  // What comes later is merged, not shown; the others keep theirs.
  edit(laptop, 7, 'subtitle', 'theirs: later');
  await succeed(laptop, 'sync');
  assert.equal((await succeed(board, 'sync'))['published'].records, 0);
  assert.deepEqual(content(board), before);

  const resumed = await succeed(board, 'undo', '--yes');
  assert.deepEqual([resumed['kind'], resumed['rows'], resumed['held']], ['resume', 3, 0]);
  assert.deepEqual(content(board), content(laptop));
  assert.deepEqual(titles(board, 'theirs:'), ['theirs: edited', 'theirs: new']);
  assert.equal((await succeed(board, 'status'))['held'], 0);
  for (const machine of [laptop, board]) assertSound(machine);
});

test('an undo everywhere is told to the others', async (t) => {
  const { laptop, board } = await pair(t);
  const before = content(board);
  addObservation(laptop, 'theirs: new');
  remove(laptop, 'id = 8');
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  const undone = await succeed(board, 'undo', '--everywhere', '--yes');
  assert.deepEqual([undone['reach'], undone['rows'], undone['held']], ['everywhere', 2, 0]);
  assert.equal(undone['published'].records, 2);
  await succeed(laptop, 'sync');
  for (const machine of [laptop, board]) assert.deepEqual(content(machine), before);
});

test('where nothing changed rows there is nothing to undo', async (t) => {
  const { laptop } = await pair(t);
  addObservation(laptop, 'ours: only sent');
  await succeed(laptop, 'sync');
  await ends(laptop, 2, 'nothing-to-undo', 'undo', '--yes');
});
