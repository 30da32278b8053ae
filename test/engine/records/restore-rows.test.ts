import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { addDemoSession } from '../../../core/demo/data.ts';
import { planRestore, restoreRows } from '../../../core/engine/records/restore-rows.ts';
import { undoAct } from '../../../core/engine/records/undo-act.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import type { RecordSource } from '../../../core/ports/record-source.ts';
import { claudeMemRecordSource } from '../../../core/sources/claude-mem/records/source.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const act = 'a'.repeat(16);
const confirmed = { batch: 'c'.repeat(16) };
const damage = `
  DELETE FROM sdk_sessions WHERE id = 1;
  UPDATE observations SET title = 'edited', narrative = NULL WHERE id = (SELECT max(id) FROM observations);
  DELETE FROM user_prompts WHERE id = (SELECT max(id) FROM user_prompts);`;

test('a restore brings back and un-edits, keeps what is newer, and reaches the other machine', async (t) => {
  const { laptop, board } = await pair(t);
  const before = rows(laptop);
  const image = await copyOf(t, laptop);
  laptop.change((db) => db.exec(damage));
  addDemoSession(laptop.path, session('newer', 9));
  await laptop.sync({ confirmed });
  await board.sync();
  const newer = rows(laptop).filter((row) => !before.includes(row) && !row.includes('edited'));
  const plan = await planRestore(recordTools(laptop.machine), { image, exact: false });
  assert.ok(plan.bringBack > 3);
  assert.deepEqual([plan.unedit, plan.remove], [1, 0]);
  assert.deepEqual(await restoreRows(recordTools(laptop.machine), { image, exact: false }, act), {
    ...plan,
    left: null,
  });
  assert.deepEqual(rows(laptop), [...before, ...newer].sort());
  const told = await laptop.sync({ confirmed });
  assert.equal(told.published?.records, plan.bringBack + plan.unedit);
  await board.sync();
  assert.deepEqual(rows(board), rows(laptop));
  assertSound(laptop);
  assertSound(board);
  const again = await planRestore(recordTools(laptop.machine), { image, exact: false });
  assert.deepEqual(again, { bringBack: 0, unedit: 0, remove: 0 });
});

test('an exact restore removes what the image lacks, and a copy from before it takes that back', async (t) => {
  const { laptop, board } = await pair(t);
  const before = rows(laptop);
  const image = await copyOf(t, laptop);
  addDemoSession(laptop.path, session('newer', 9));
  await laptop.sync();
  const after = rows(laptop);
  const undo = await copyOf(t, laptop);
  const { bringBack, remove } = await restoreRows(recordTools(laptop.machine), { image, exact: true }, act);
  assert.equal(bringBack, 0);
  assert.ok(remove > 3);
  assert.deepEqual(rows(laptop), before);
  await laptop.sync({ confirmed });
  await board.sync();
  assert.deepEqual(rows(board), before);
  await restoreRows(recordTools(laptop.machine), { image: undo, exact: true }, act);
  await laptop.sync({ confirmed });
  await board.sync();
  for (const machine of [laptop, board]) assert.deepEqual(rows(machine), after);
});

test('an undo of a restore takes back just what it wrote, and an undo of that writes it again', async (t) => {
  const { laptop, board } = await pair(t);
  const image = await copyOf(t, laptop);
  laptop.change((db) => db.exec(damage));
  addDemoSession(laptop.path, session('gone', 9));
  await laptop.sync({ confirmed });
  const damaged = rows(laptop);
  await restoreRows(recordTools(laptop.machine), { image, exact: true }, act);
  await laptop.sync({ confirmed });
  const restored = rows(laptop);
  assert.notDeepEqual(restored, damaged);
  const [first, second] = ['1'.repeat(16), '2'.repeat(16)];
  await undoAct(recordTools(laptop.machine), act, 'everywhere', first);
  await laptop.sync({ confirmed });
  assert.deepEqual(rows(laptop), damaged);
  await undoAct(recordTools(laptop.machine), first, 'everywhere', second);
  await laptop.sync({ confirmed });
  await board.sync();
  for (const machine of [laptop, board]) assert.deepEqual(rows(machine), restored);
});

async function pair(t: TestContext): Promise<{ laptop: TestMergeMachine; board: TestMergeMachine }> {
  const store = memoryStore();
  const laptop = await mergeMachine(t, 'laptop', store);
  const board = await mergeMachine(t, 'board', store);
  for (const machine of [laptop, board]) createClaudeMemDatabase(machine.path);
  for (const n of [1, 2]) addDemoSession(laptop.path, session('old', n));
  await laptop.sync();
  await board.sync();
  return { laptop, board };
}

function session(seed: string, day: number): Parameters<typeof addDemoSession>[1] {
  return { seed: `${seed} ${day}`, machine: 'laptop', startEpochMs: Date.UTC(2026, 6, day) };
}

async function copyOf(t: TestContext, { path }: TestMergeMachine): Promise<RecordSource> {
  const folder = await scratchFolder(t, 'point');
  const to = join(folder, 'image.db');
  const db = new Database(path);
  await db.backup(to);
  db.close();
  const place = { path: to, scratchFolder: folder, clock: systemClock };
  return claudeMemRecordSource({ ...place, hasCloudSync: () => Promise.resolve(false) });
}

/** All texts of all rows with their session, sorted: local numbers and local times left out. */
function rows({ change }: TestMergeMachine): string[] {
  const queries = [
    'SELECT platform_source, content_session_id, memory_session_id, project, started_at_epoch FROM sdk_sessions',
    'SELECT memory_session_id, title, narrative, facts, created_at_epoch FROM observations',
    'SELECT memory_session_id, request, learned, created_at_epoch FROM session_summaries',
    'SELECT p.content_session_id, s.memory_session_id, prompt_text FROM user_prompts p JOIN sdk_sessions s ON s.id = session_db_id',
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
