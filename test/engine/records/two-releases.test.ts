import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryPair, observation, run, session, syncAll } from '../../support/memory-pair.ts';
import type { TestMergeMachine } from '../../support/merge-machine.ts';

// Found by test/simulation, and told here in the fewest steps.

test('an updated memory shows what machines of later releases had said before', async (t) => {
  const { laptop, board } = await memoryPair(t);
  makeOlder(board);
  session(laptop, 'c1', 'm1');
  observation(laptop, 'm1', 'one');
  run(laptop, "UPDATE observations SET agent_id = 'at first'");
  await syncAll(laptop, board);
  run(laptop, "UPDATE sdk_sessions SET custom_title = 'named'");
  await syncAll(laptop, board);
  update(board);
  await syncAll(board);
  assert.deepEqual(said(board), ['at first', 'named']);
  const { published, applied } = await board.sync();
  assert.deepEqual([published?.records, applied], [0, 0]);
});

test('an edit made between an update and the next look keeps what others had said in new columns', async (t) => {
  const { laptop, board } = await memoryPair(t);
  makeOlder(board);
  session(laptop, 'c1', 'm1');
  observation(laptop, 'm1', 'one');
  run(laptop, "UPDATE observations SET agent_id = 'at first'");
  await syncAll(laptop, board);
  update(board);
  await board.sync();
  run(board, "UPDATE observations SET subtitle = 'mine'");
  await syncAll(board, laptop);
  assert.deepEqual(said(laptop), ['at first', null]);
});

test('a machine that joins tells what its rows say in columns that nobody had', async (t) => {
  const { laptop, board } = await memoryPair(t);
  makeOlder(laptop);
  for (const machine of [laptop, board]) {
    session(machine, 'c1', 'm1');
    observation(machine, 'm1', 'one');
  }
  run(board, "UPDATE observations SET agent_id = 'ours'");
  run(board, "UPDATE sdk_sessions SET custom_title = 'named'");
  await syncAll(laptop, board, laptop);
  update(laptop);
  await laptop.sync();
  assert.deepEqual(said(laptop), ['ours', 'named']);
  assert.deepEqual(said(board), ['ours', 'named']);
});

const later = [
  ['sdk_sessions', 'custom_title'],
  ['observations', 'agent_id'],
] as const;

function makeOlder(machine: TestMergeMachine): void {
  run(machine, 'DROP INDEX idx_observations_agent_id');
  for (const [table, column] of later) run(machine, `ALTER TABLE ${table} DROP COLUMN ${column}`);
  run(machine, 'DELETE FROM schema_versions WHERE version = 52');
}

function update(machine: TestMergeMachine): void {
  for (const [table, column] of later) run(machine, `ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
  run(machine, "INSERT INTO schema_versions (version, applied_at) VALUES (52, '')");
}

function said({ change }: TestMergeMachine): unknown[] {
  return change((db) => [
    db.prepare('SELECT agent_id FROM observations').pluck().get(),
    db.prepare('SELECT custom_title FROM sdk_sessions').pluck().get(),
  ]);
}
