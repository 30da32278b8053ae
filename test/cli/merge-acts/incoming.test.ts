import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { change, ends, pair, remove, succeed, addObservation, titles, assertSound } from '../merge/pair.ts';
import type { TestMachine } from '../machines.ts';
import { content } from './content.ts';

test('many deletes that nobody confirmed are held where they arrive, until a person says yes', async (t) => {
  const { laptop, board } = await pair(t);
  const before = rows(board);
  // A few at a time, each too few to be asked about on the laptop.
  const [first, second] = [Math.ceil(before * 0.15), Math.ceil(before * 0.3)];
  removeFirst(laptop, first);
  await succeed(laptop, 'sync');
  addObservation(laptop, 'other work');
  aDayPasses(laptop);
  removeFirst(laptop, second - first);
  await succeed(laptop, 'sync');
  const plan = await ends(board, 7, 'brake-incoming', 'sync', '--dry-run');
  assert.equal(plan['heldBack'], second);
  const held = await ends(board, 7, 'brake-incoming', 'sync');
  assert.deepEqual([held['heldBack'], held['applied'].records, held['waiting']], [second, 1, 0]);
  assert.match(held['error'].message, /^Held to be safe: laptop says that \d+ of \d+ observations are gone\./);
  assert.equal(rows(board), before + 1);
  assert.deepEqual(titles(board, 'other'), ['other work']);
  const status = await succeed(board, 'status');
  assert.deepEqual([status['state'], status['heldBack']], ['braked', second]);
  await ends(board, 7, 'brake-incoming', 'sync');

  const letIn = await succeed(board, 'sync', '--yes');
  assert.deepEqual([letIn['applied'].records, letIn['heldBack'], letIn['published'].records], [second, 0, 0]);
  assert.deepEqual(content(board), content(laptop));
  assert.equal((await succeed(board, 'status'))['heldBack'], 0);
  assertSound(board);
});

test('deletes that a person confirmed come in after a copy, which is told and kept', async (t) => {
  const { laptop, board } = await pair(t);
  remove(laptop, 'id > 3');
  await ends(laptop, 7, 'brake-records', 'sync');
  await succeed(laptop, 'sync', '--yes');
  const said = await board.run('sync');
  assert.equal(said.code, 0);
  assert.match(said.stdout, /Before a confirmed delete of laptop was taken over, what was here was kept as r1\./);
  assert.deepEqual(content(board), content(laptop));
  assert.deepEqual((await succeed(board, 'sync'))['copies'], []);
  const { acts, restorePoints } = await succeed(board, 'history');
  assert.deepEqual(restorePoints.length, 1);
  assert.ok(
    acts.some(
      ({ act, restorePoint }: { act: string; restorePoint: string }) =>
        act === 'forced-by-other' && restorePoint === 'r1',
    ),
  );
});

function rows(machine: TestMachine): number {
  return change(machine, (db) => Number(db.prepare('SELECT count(*) FROM observations').pluck().get()));
}

function removeFirst(machine: TestMachine, count: number): void {
  change(machine, (db) =>
    db.prepare('DELETE FROM observations WHERE id IN (SELECT id FROM observations ORDER BY id LIMIT ?)').run(count),
  );
}

/** What went through today is counted by the laptop's brakes; it is another day. */
function aDayPasses({ home }: TestMachine): void {
  change({ database: join(home, 'state.db') }, (db) => db.prepare('DELETE FROM change_counts').run());
}
