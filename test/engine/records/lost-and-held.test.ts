import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSegmentKey } from '../../../core/model/bucket-keys.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { count, machineWithMemory, memoryPair, observation, run, session, syncAll } from '../../support/memory-pair.ts';
import { memoryStore } from '../../support/memory-store.ts';

// Each of these was found by test/simulation, and is told here in the fewest steps.

test('an edit that loses to the tombstone of a session is listed, though the session stays for its children', async (t) => {
  const { laptop, board } = await memoryPair(t);
  session(laptop, 'kept', 'm0');
  session(laptop, 'c1', 'm1');
  await syncAll(laptop, board);
  run(laptop, "DELETE FROM sdk_sessions WHERE content_session_id = 'c1'");
  run(board, "UPDATE sdk_sessions SET custom_title = 'mine' WHERE content_session_id = 'c1'");
  observation(board, 'm1', 'new');
  await syncAll(laptop, board, laptop, board);
  const lost = [laptop, board].flatMap(({ machine }) => machine.store.conflicts(false));
  assert.ok(
    lost.some(
      ({ columns, loserState }) =>
        columns.includes('custom_title') && loserState.cells['custom_title']?.value === 'mine',
    ),
  );
});

test('an edit that loses to a twin under another key is listed', async (t) => {
  const { laptop, board } = await memoryPair(t);
  await syncAll(laptop, board);
  for (const machine of [laptop, board]) session(machine, 'manual-content-a', 'manual-a');
  observation(laptop, 'manual-a', 'both', 'NULL');
  observation(board, 'manual-a', 'both', "'e9a1a6e1f0c8b1d2'");
  run(laptop, "UPDATE observations SET merged_into_project = 'laptop'");
  run(board, "UPDATE observations SET merged_into_project = 'board', content_hash = NULL");
  await syncAll(laptop, board, laptop, board, laptop);
  assert.equal(count(laptop, 'observations'), 1);
  const lost = [laptop, board].flatMap(({ machine }) => machine.store.conflicts(false));
  assert.ok(lost.some(({ columns }) => columns.includes('merged_into_project')));
});

test('what a first scan says otherwise than the fleet is listed', async (t) => {
  const { laptop, board } = await memoryPair(t);
  await laptop.sync();
  session(laptop, 'manual-content-a', 'manual-a');
  await laptop.sync();
  session(board, 'manual-content-a', 'manual-a');
  run(board, "UPDATE sdk_sessions SET custom_title = 'mine'");
  await syncAll(board, laptop);
  const lost = board.machine.store.conflicts(false);
  assert.deepEqual(
    lost.map(({ columns, loserState }) => [columns, loserState.cells['custom_title']?.value]),
    [[['custom_title'], 'mine']],
  );
});

test('a deleted session that was made again for a child goes when the child goes', async (t) => {
  const { laptop, board } = await memoryPair(t);
  session(laptop, 'kept', 'm0');
  session(laptop, 'c1', 'm1');
  await syncAll(laptop, board);
  run(laptop, "DELETE FROM sdk_sessions WHERE content_session_id = 'c1'");
  observation(board, 'm1', 'late');
  await syncAll(laptop, board, laptop);
  assert.deepEqual([count(laptop, 'sdk_sessions'), count(laptop, 'observations')], [2, 1]);
  run(board, 'DELETE FROM observations');
  await syncAll(board, laptop, board, laptop);
  for (const machine of [laptop, board])
    assert.deepEqual([count(machine, 'sdk_sessions'), count(machine, 'observations')], [1, 0]);
});

test('a deleted session that was made again for a child lives again everywhere when somebody names it', async (t) => {
  const { laptop, board } = await memoryPair(t);
  session(laptop, 'kept', 'm0');
  session(laptop, 'c1', 'm1');
  await syncAll(laptop, board);
  run(laptop, "DELETE FROM sdk_sessions WHERE content_session_id = 'c1'");
  observation(board, 'm1', 'late');
  await syncAll(laptop, board, laptop);
  run(laptop, "UPDATE sdk_sessions SET custom_title = 'kept' WHERE content_session_id = 'c1'");
  await syncAll(laptop, board);
  assert.equal(
    board.change((db) =>
      db.prepare("SELECT custom_title FROM sdk_sessions WHERE content_session_id = 'c1'").pluck().get(),
    ),
    'kept',
  );
});

test('the first segment of a log is asked for when it is damaged, and sent again', async (t) => {
  const clock = fakeClock();
  const store = memoryStore();
  const [laptop, board] = [
    await machineWithMemory(t, 'laptop', store, { clock }),
    await machineWithMemory(t, 'board', store, { clock }),
  ];
  session(laptop, 'c1', 'm1');
  await laptop.sync();
  const key = store.keys().find((each) => parseSegmentKey(each) !== null) ?? '';
  store.corrupt(key, (body) => body.map((byte, index) => (index === body.length - 3 ? byte ^ 1 : byte)));
  for (const machine of [board, laptop, board]) {
    await machine.sync();
    await clock.advance(2 * 3_600_000);
  }
  assert.equal(count(board, 'sdk_sessions'), 1);
});

test('an emptied memory publishes no deletes, however little was in it, not after new rows came either', async (t) => {
  const { laptop, board } = await memoryPair(t);
  session(laptop, 'c1', 'm1');
  await syncAll(laptop, board);
  run(laptop, 'DELETE FROM sdk_sessions');
  session(board, 'c2', 'm2');
  await board.sync();
  const { brakes } = await laptop.sync();
  assert.deepEqual(brakes, [{ act: 'delete', kind: 'session', rows: 1, of: 2 }]);
  await syncAll(board, laptop, board);
  assert.equal(count(board, 'sdk_sessions'), 2);
  await laptop.sync({ confirmed: { batch: '0123456789abcdef' } });
  await board.sync();
  assert.equal(count(board, 'sdk_sessions'), 1);
});

test('a loss that comes in small parts within a day is held', async (t) => {
  const { laptop } = await memoryPair(t);
  session(laptop, 'c1', 'm1');
  for (let n = 1; n <= 20; n++) observation(laptop, 'm1', `n${n}`);
  await laptop.sync();
  run(laptop, 'DELETE FROM observations WHERE id <= 4');
  assert.deepEqual((await laptop.sync()).brakes, []);
  run(laptop, 'DELETE FROM observations WHERE id <= 6');
  assert.deepEqual((await laptop.sync()).brakes, [{ act: 'delete', kind: 'observation', rows: 2, of: 16 }]);
});

test('a session that was deleted goes everywhere, though its tool uses stay', async (t) => {
  const { laptop, board } = await memoryPair(t, new Set(['core', 'tools']));
  session(laptop, 'kept', 'm0');
  session(laptop, 'c1', 'm1');
  run(
    laptop,
    `INSERT INTO tool_uses (tool_use_id, content_session_id, session_db_id, project, tool_name, created_at, created_at_epoch)
      VALUES ('t1', 'c1', 2, 'garden', 'Read', '', 1)`,
  );
  await syncAll(laptop, board);
  run(laptop, "DELETE FROM sdk_sessions WHERE content_session_id = 'c1'");
  await syncAll(laptop, board, laptop, board);
  for (const machine of [laptop, board])
    assert.deepEqual([count(machine, 'sdk_sessions'), count(machine, 'tool_uses')], [1, 1]);
});

test('a memory arrives though its session, which got its memory id only where it was saved, was deleted elsewhere', async (t) => {
  const store = memoryStore();
  const [laptop, board, third] = [
    await machineWithMemory(t, 'laptop', store),
    await machineWithMemory(t, 'board', store),
    await machineWithMemory(t, 'third', store),
  ];
  session(laptop, 'kept', 'm0');
  run(
    laptop,
    "INSERT INTO sdk_sessions (content_session_id, project, started_at, started_at_epoch) VALUES ('c1', 'garden', '', 1)",
  );
  await syncAll(laptop, board, third);
  run(laptop, "UPDATE sdk_sessions SET memory_session_id = 'm1' WHERE content_session_id = 'c1'");
  observation(laptop, 'm1', 'new');
  run(board, "DELETE FROM sdk_sessions WHERE content_session_id = 'c1'");
  await syncAll(laptop, board, third);
  assert.deepEqual(
    [laptop, board, third].map((machine) => count(machine, 'observations')),
    [1, 1, 1],
  );
  assert.equal(third.machine.store.pendingCount().parked, 0);
});

test('a memory id that only a joiner knows stays, and its children come with it', async (t) => {
  const { laptop, board } = await memoryPair(t);
  session(laptop, 'kept', 'm0');
  run(
    laptop,
    "INSERT INTO sdk_sessions (content_session_id, project, started_at, started_at_epoch) VALUES ('c1', 'garden', '', 1)",
  );
  await laptop.sync();
  run(laptop, "UPDATE sdk_sessions SET user_prompt = 'asked' WHERE content_session_id = 'c1'");
  await laptop.sync();
  session(board, 'c1', 'm1');
  observation(board, 'm1', 'one');
  await syncAll(board, laptop, board);
  assert.deepEqual(
    [laptop, board].map((machine) => count(machine, 'observations')),
    [1, 1],
  );
  assert.deepEqual(board.machine.store.pendingCount(), { waiting: 0, parked: 0 });
});
