import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { addDemoSession } from '../../../core/demo/data.ts';
import { resumeHeld, undoAct } from '../../../core/engine/records/undo-act.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';

/** What an undo is known by. */
const again = 'e'.repeat(16);

test('an undo here takes back what came, and others keep it', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, session(1));
  await laptop.sync();
  const { act, applied } = await board.sync();
  assert.ok(act !== null && applied > 0);
  const { rows, changedSince } = await undoAct(recordTools(board.machine), act, 'here', again);
  assert.deepEqual([rows, changedSince], [applied, 0]);
  assert.deepEqual(titles(board), []);
  const after = await board.sync();
  assert.deepEqual([after.published?.records, after.applied], [0, 0]);
  await laptop.sync();
  assert.ok(titles(laptop).length > 0);
  assertSound(board);
});

test('what an undo holds takes up what others write meanwhile when it is resumed', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, session(1));
  await laptop.sync();
  await board.sync();
  laptop.change((db) => db.exec(`UPDATE observations SET title = 'first edit' WHERE id = 1`));
  await laptop.sync();
  const { act } = await board.sync();
  assert.ok(act !== null && titles(board).includes('first edit'));
  await undoAct(recordTools(board.machine), act, 'here', again);
  assert.ok(!titles(board).includes('first edit'));
  laptop.change((db) => db.exec(`UPDATE observations SET subtitle = 'second edit' WHERE id = 1`));
  await laptop.sync();
  const held = await board.sync();
  assert.deepEqual([held.published?.records, held.applied], [0, 0]);
  assert.equal(await resumeHeld(recordTools(board.machine)), 1);
  await board.sync();
  assert.deepEqual(contents(board), contents(laptop));
});

test('an edit of a row that an undo holds travels, and changes only what was edited', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, session(1));
  await laptop.sync();
  await board.sync();
  laptop.change((db) => db.exec(`UPDATE observations SET title = 'from the laptop' WHERE id = 1`));
  await laptop.sync();
  const { act } = await board.sync();
  await undoAct(recordTools(board.machine), act ?? '', 'here', again);
  board.change((db) => db.exec(`UPDATE observations SET subtitle = 'from the board' WHERE id = 1`));
  await board.sync();
  await board.sync();
  await laptop.sync();
  assert.deepEqual(contents(board), contents(laptop));
  const [row] = laptop.change((db) => db.prepare('SELECT title, subtitle FROM observations WHERE id = 1').all());
  assert.deepEqual(row, { title: 'from the laptop', subtitle: 'from the board' });
});

test('an undo everywhere is told to all, and takes back a delete too', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, session(1));
  await laptop.sync();
  await board.sync();
  const before = contents(board);
  laptop.change((db) => db.exec('DELETE FROM observations WHERE id = 2'));
  await laptop.sync();
  const { act } = await board.sync();
  assert.notDeepEqual(contents(board), before);
  await undoAct(recordTools(board.machine), act ?? '', 'everywhere', again);
  await board.sync();
  await laptop.sync();
  assert.deepEqual(contents(board), before);
  assert.deepEqual(contents(laptop), before);
  assertSound(laptop);
  assertSound(board);
});

test('a row that was changed after the act stays as it is', async (t) => {
  const { laptop, board } = await pair(t);
  addDemoSession(laptop.path, session(1));
  await laptop.sync();
  const { act, applied } = await board.sync();
  board.change((db) => db.exec(`UPDATE observations SET title = 'mine now' WHERE id = 1`));
  const { rows, changedSince } = await undoAct(recordTools(board.machine), act ?? '', 'here', again);
  // Its session stays with it.
  assert.deepEqual([rows, changedSince], [applied - 2, 2]);
  assert.deepEqual(titles(board), ['mine now']);
});

async function pair(t: TestContext): Promise<{ laptop: TestMergeMachine; board: TestMergeMachine }> {
  const store = memoryStore();
  const laptop = await mergeMachine(t, 'laptop', store);
  const board = await mergeMachine(t, 'board', store);
  for (const machine of [laptop, board]) {
    createClaudeMemDatabase(machine.path);
    await machine.sync();
  }
  return { laptop, board };
}

function session(n: number): Parameters<typeof addDemoSession>[1] {
  return { seed: `undo ${n}`, machine: 'laptop', startEpochMs: Date.UTC(2026, 5, n) };
}

function titles({ change }: TestMergeMachine): unknown[] {
  return change((db) => db.prepare('SELECT title FROM observations ORDER BY title').pluck().all());
}

function contents({ change }: TestMergeMachine): unknown[] {
  return change((db) =>
    db.prepare('SELECT title, subtitle, narrative, created_at_epoch FROM observations ORDER BY 4, 1').raw().all(),
  );
}

function assertSound({ change }: TestMergeMachine): void {
  change((db) => {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    assert.deepEqual(db.pragma('foreign_key_check'), []);
    db.prepare(`INSERT INTO observations_fts(observations_fts, rank) VALUES ('integrity-check', 1)`).run();
  });
}
