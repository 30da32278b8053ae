import assert from 'node:assert/strict';
import test from 'node:test';
import { treeOf } from '../machines.ts';
import { addObservation, assertSound, edit, ends, pair, remove, succeed, titles } from '../merge/pair.ts';
import { content } from './content.ts';

test('a forced push shows whose memories go, asks, makes the others equal, and can be taken back', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  addObservation(laptop, 'new: one');
  addObservation(laptop, 'new: two');
  edit(laptop, 7, 'title', 'edited on the laptop');
  remove(laptop, 'id = 8');
  await succeed(laptop, 'sync');
  addObservation(board, 'kept: of the board');
  const wanted = content(board);
  const before = [await treeOf(folder), await treeOf(`${root}/board/memory`)];
  const plan = await succeed(board, 'push', '--force', '--dry-run');
  assert.deepEqual([plan['deletes'], plan['edits'], plan['revives'], plan['state']], [2, 1, 1, 'planned']);
  assert.deepEqual(
    plan['lacked'].map(({ label, records, titles: shown }: { label: string; records: number; titles: string[] }) => [
      label,
      records,
      shown.toSorted(),
    ]),
    [['laptop', 2, ['new: one', 'new: two']]],
  );
  await ends(board, 2, 'confirmation-needed', 'push', '--force');
  assert.deepEqual([await treeOf(folder), await treeOf(`${root}/board/memory`)], before);

  const forced = await succeed(board, 'push', '--force', '--yes');
  assert.deepEqual([forced['deletes'], forced['edits'], forced['revives'], forced['state']], [2, 1, 1, 'done']);
  assert.ok(forced['published'].records >= 4 && forced['restorePoint'] !== null && forced['historyId'] > 0);
  assert.deepEqual(content(board), wanted);
  const { copies } = await succeed(laptop, 'sync');
  assert.deepEqual(copies, [{ restorePoint: 'r1', act: 'force-push', label: 'board' }]);
  assert.deepEqual(content(laptop), wanted);
  assert.match((await laptop.run('history')).stdout, /r1, forced push on board\n/);
  const { acts } = await succeed(board, 'history');
  assert.deepEqual(
    [acts[0].act, acts[0].merge.changed, acts[0].merge.labels],
    ['force-push', { written: 2, removed: 2 }, ['laptop']],
  );
  assert.deepEqual((await succeed(board, 'push', '--force', '--yes'))['state'], 'nothing');

  const undone = await succeed(board, 'undo', '--yes');
  assert.deepEqual(
    [undone['act'], undone['reach'], undone['rows'], undone['changedSince']],
    ['force-push', 'everywhere', 4, 0],
  );
  await succeed(laptop, 'sync');
  assert.deepEqual(content(laptop), content(board));
  assert.deepEqual(titles(laptop, 'new:'), ['new: one', 'new: two']);
  assert.deepEqual(titles(laptop, 'edited'), ['edited on the laptop']);
  assert.deepEqual(titles(laptop, 'kept:'), ['kept: of the board']);
  for (const machine of [laptop, board]) {
    assertSound(machine);
    assert.equal((await succeed(machine, 'sync'))['published'].records, 0);
  }
});

test('a forced push says in words what the others lose, in both languages', async (t) => {
  const { laptop, board } = await pair(t);
  addObservation(laptop, 'new: one');
  await succeed(laptop, 'sync');
  const said = await board.run('push', '--force', '--dry-run');
  assert.match(said.stdout, /The others will lose 1 record, .*\n {2}laptop wrote 1 of those that go: new: one\n/);
  const ukrainian = await board.run('push', '--force', '--dry-run', '--lang', 'uk');
  assert.match(ukrainian.stdout, /зникне 1 запис/);
});
