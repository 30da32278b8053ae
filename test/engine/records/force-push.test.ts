import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { addDemoSession } from '../../../core/demo/data.ts';
import { capture } from '../../../core/engine/records/capture.ts';
import { fetchLogs } from '../../../core/engine/records/fetch.ts';
import { forcePush, planForcePush } from '../../../core/engine/records/force-push.ts';
import { undoAct } from '../../../core/engine/records/undo-act.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';

const batch = 'b'.repeat(16);
const again = 'e'.repeat(16);

test('a force push makes the others show what this machine shows: less, different and deleted rows', async (t) => {
  const { laptop, board } = await pair(t);
  // The laptop adds a session, edits one row and deletes another; the board wants none of it.
  addDemoSession(laptop.path, { seed: 'new', machine: 'laptop', startEpochMs: Date.UTC(2026, 7, 1) });
  laptop.change((db) =>
    db.exec(`UPDATE observations SET title = 'edited' WHERE id = 1; DELETE FROM observations WHERE id = 2`),
  );
  await laptop.sync();
  const wanted = contents(board);
  await lookOnly(board);
  const plan = await planForcePush(recordTools(board.machine));
  assert.deepEqual([plan.edits, plan.revives, plan.leftAlone], [1, 1, 0]);
  assert.ok(plan.deletes > 3);
  assert.deepEqual(await forcePush(recordTools(board.machine), batch), plan);
  assert.deepEqual(contents(board), wanted);
  const { published, applied } = await board.sync();
  // The announcement is a line of its own.
  assert.deepEqual([published?.records, applied], [plan.deletes + plan.edits + plan.revives + 1, 0]);
  await laptop.sync();
  assert.deepEqual(contents(laptop), wanted);
  assert.deepEqual(contents(board), wanted);
  assert.equal(laptop.machine.store.batch(batch)?.act, 'force-push');
  for (const machine of [laptop, board]) {
    const { published: again, applied: rows } = await machine.sync();
    assert.deepEqual([again?.records, rows], [0, 0]);
  }
});

test('an undo of a force push gives everybody back what the others had', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, { seed: 'new', machine: 'laptop', startEpochMs: Date.UTC(2026, 7, 1) });
  laptop.change((db) =>
    db.exec(`UPDATE observations SET title = 'edited' WHERE id = 1; DELETE FROM observations WHERE id = 2`),
  );
  await laptop.sync();
  const wanted = contents(laptop);
  await lookOnly(board);
  const { deletes, edits, revives } = await forcePush(recordTools(board.machine), batch);
  await board.sync();
  await laptop.sync();
  assert.deepEqual(contents(laptop), contents(board));
  assert.notDeepEqual(contents(laptop), wanted);
  const { rows, changedSince } = await undoAct(recordTools(board.machine), batch, 'everywhere', again);
  assert.deepEqual([rows, changedSince], [deletes + edits + revives, 0]);
  await board.sync({ confirmed: { batch: again } });
  await laptop.sync();
  for (const machine of [laptop, board]) assert.deepEqual(contents(machine), wanted);
});

test('what another machine writes later than the plan merges as always', async (t) => {
  const { laptop, board } = await pair(t);
  laptop.change((db) => db.exec(`UPDATE observations SET title = 'edited' WHERE id = 1`));
  await laptop.sync();
  await lookOnly(board);
  await forcePush(recordTools(board.machine), batch);
  addDemoSession(laptop.path, { seed: 'later', machine: 'laptop', startEpochMs: Date.UTC(2026, 8, 1) });
  await laptop.sync();
  await board.sync();
  await laptop.sync();
  assert.deepEqual(contents(laptop), contents(board));
  assert.ok(!contents(board).some((row) => row.includes('edited')));
});

test('a force push with nothing to say writes nothing', async (t) => {
  const { board } = await pair(t);
  await lookOnly(board);
  const plan = await forcePush(recordTools(board.machine), batch);
  assert.deepEqual(plan, { deletes: 0, edits: 0, revives: 0, leftAlone: 0 });
  assert.equal((await board.sync()).published?.segments, 0);
});

async function pair(t: TestContext): Promise<{ laptop: TestMergeMachine; board: TestMergeMachine }> {
  const store = memoryStore();
  const laptop = await mergeMachine(t, 'laptop', store);
  const board = await mergeMachine(t, 'board', store);
  for (const machine of [laptop, board]) createClaudeMemDatabase(machine.path);
  addDemoSession(laptop.path, { seed: 'old', machine: 'laptop', startEpochMs: Date.UTC(2026, 6, 1) });
  await laptop.sync();
  await board.sync();
  return { laptop, board };
}

/** Everything is captured here and fetched, and nothing applied. */
async function lookOnly({ machine }: TestMergeMachine): Promise<void> {
  await capture(recordTools(machine), { full: true, confirmed: null });
  await fetchLogs(machine, {});
}

function contents({ change }: TestMergeMachine): string[][] {
  return change((db) => {
    const rows = db.prepare('SELECT title, narrative, CAST(created_at_epoch AS TEXT) FROM observations ORDER BY 3, 1');
    return rows.raw().all() as string[][];
  });
}
