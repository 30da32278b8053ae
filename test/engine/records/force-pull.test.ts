import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { addDemoSession } from '../../../core/demo/data.ts';
import { forcePull } from '../../../core/engine/records/force-pull.ts';
import { undoAct } from '../../../core/engine/records/undo-act.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';

const act = 'a'.repeat(16);

test('a force pull gives up what was not published, and what was published stays', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(board.path, session('published', 3));
  await board.sync();
  await laptop.sync();
  const wanted = rows(laptop);
  addDemoSession(board.path, session('given up', 4));
  board.change((db) =>
    db.exec(`UPDATE observations SET title = 'given up' WHERE id = 1; DELETE FROM observations WHERE id = 2`),
  );
  const report = await forcePull(board.machine, act, {});
  assert.ok(report.removed > 3);
  assert.equal(report.left, 0);
  assert.deepEqual(rows(board), wanted);
  assert.equal(board.machine.store.openConflictCount(), 0);
  for (const machine of [board, laptop, board]) {
    const { published, applied } = await machine.sync();
    assert.deepEqual([published?.records, applied], [0, 0]);
  }
  assert.deepEqual(rows(laptop), wanted);
  assertSound(board);
});

test('an undo of a force pull brings back what it gave up, edits and deletes too', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(board.path, session('given up', 4));
  board.change((db) =>
    db.exec(`UPDATE observations SET title = 'given up' WHERE id = 1; DELETE FROM observations WHERE id = 2`),
  );
  const wanted = rows(board);
  await forcePull(board.machine, act, {});
  assert.notDeepEqual(rows(board), wanted);
  addDemoSession(laptop.path, session('later', 6));
  await laptop.sync();
  await board.sync();
  const later = rows(laptop).filter((row) => !wanted.includes(row) && row.includes('later'));
  const { changedSince } = await undoAct(recordTools(board.machine), act, 'everywhere', 'e'.repeat(16));
  assert.equal(changedSince, 0);
  await board.sync();
  await laptop.sync();
  assert.deepEqual(rows(board), rows(laptop));
  for (const row of wanted) assert.ok(rows(laptop).includes(row), row);
  for (const row of later) assert.ok(rows(laptop).includes(row), row);
  assertSound(board);
});

test('work that goes on after a force pull travels as always', async (t) => {
  const { laptop, board } = await pair(t);
  await forcePull(board.machine, act, {});
  addDemoSession(board.path, session('after', 5));
  laptop.change((db) => db.exec('DELETE FROM observations WHERE id = 1'));
  await board.sync();
  await laptop.sync();
  await board.sync();
  assert.deepEqual(rows(board), rows(laptop));
});

test('a captured change that waits in the outbox is given up too', async (t) => {
  const { laptop, board } = await pair(t);
  const wanted = rows(laptop);
  board.change((db) => db.exec(`UPDATE observations SET title = 'captured' WHERE id = 1`));
  await board.sync({ intent: 'pull' });
  assert.equal(board.machine.store.unsentCount(), 1);
  await forcePull(board.machine, act, {});
  await board.sync();
  await laptop.sync();
  for (const machine of [laptop, board]) assert.deepEqual(rows(machine), wanted);
});

async function pair(t: TestContext): Promise<{ laptop: TestMergeMachine; board: TestMergeMachine }> {
  const store = memoryStore();
  const laptop = await mergeMachine(t, 'laptop', store);
  const board = await mergeMachine(t, 'board', store);
  for (const machine of [laptop, board]) createClaudeMemDatabase(machine.path);
  addDemoSession(laptop.path, session('old', 1));
  await laptop.sync();
  await board.sync();
  return { laptop, board };
}

function session(seed: string, day: number): Parameters<typeof addDemoSession>[1] {
  return { seed: `${seed} ${day}`, machine: seed, startEpochMs: Date.UTC(2026, 6, day) };
}

function rows({ change }: TestMergeMachine): string[] {
  const queries = [
    'SELECT content_session_id, memory_session_id, project FROM sdk_sessions',
    'SELECT memory_session_id, title, narrative, created_at_epoch FROM observations',
    'SELECT memory_session_id, request, created_at_epoch FROM session_summaries',
    'SELECT content_session_id, prompt_text FROM user_prompts',
  ];
  return change((db) =>
    queries.flatMap((query) =>
      db
        .prepare(query)
        .raw()
        .all()
        .map((row) => JSON.stringify(row)),
    ),
  ).sort();
}

function assertSound({ change }: TestMergeMachine): void {
  change((db) => {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    assert.deepEqual(db.pragma('foreign_key_check'), []);
    db.prepare(`INSERT INTO observations_fts(observations_fts, rank) VALUES ('integrity-check', 1)`).run();
  });
}
