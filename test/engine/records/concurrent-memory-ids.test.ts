import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookForChanges } from '../../../core/engine/records/capture.ts';
import { verifyLog } from '../../../core/engine/records/verify-log.ts';
import { memoryPair, observation, run, syncAll, type MemoryPair } from '../../support/memory-pair.ts';
import { memoryRecordStore } from '../../support/memory-record-store.ts';
import { recordTools, type TestMergeMachine } from '../../support/merge-machine.ts';

const memories = { laptop: 'm-laptop', board: 'm-board' } as const;

function addSession(machine: TestMergeMachine, content: string, memory: string | null): void {
  run(
    machine,
    `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch)
     VALUES ('${content}', ${memory === null ? 'NULL' : `'${memory}'`}, 'garden', '', 1)`,
  );
}

interface Told {
  readonly content: string;
  readonly memory: string;
  readonly titles: string;
}

/** Every session with the titles of its memories. */
function sessions({ change }: TestMergeMachine): readonly Told[] {
  return change((db) =>
    db
      .prepare<[], Told>(
        `SELECT s.content_session_id content, s.memory_session_id memory, group_concat(o.title, ', ' ORDER BY o.title) titles
         FROM sdk_sessions s LEFT JOIN observations o USING (memory_session_id) GROUP BY s.id ORDER BY 1`,
      )
      .all(),
  );
}

/** Nothing waits, nothing would be sent or brought, and what is here is what the logs say. */
async function assertSettled({ laptop, board }: MemoryPair): Promise<void> {
  for (const { machine } of [laptop, board]) {
    assert.deepEqual(machine.store.pendingCount(), { waiting: 0, parked: 0 });
    assert.deepEqual(machine.store.conflicts(false), []);
    assert.deepEqual(await lookForChanges(recordTools(machine)), { changed: 0, brakes: [] });
    const { local, findings, records } = await verifyLog(machine, memoryRecordStore(machine.state.deviceId()), {});
    assert.deepEqual([local, findings, records], ['same', [], { same: 3, newerHere: 0, newerThere: 0, differ: 0 }]);
  }
  for (const machine of [laptop, board]) {
    const { applied, published } = await machine.sync();
    assert.deepEqual([applied, published?.records], [0, 0]);
  }
}

for (const known of [true, false]) {
  test(`memory ids that two machines gave one session ${known ? 'both knew' : 'neither had told of'} become one, with the memories of both`, async (t) => {
    const pair = await memoryPair(t);
    const { laptop, board } = pair;
    if (known) {
      addSession(laptop, 'c1', null);
      await syncAll(laptop, board, laptop);
    }
    for (const name of ['laptop', 'board'] as const) {
      if (known) run(pair[name], `UPDATE sdk_sessions SET memory_session_id = '${memories[name]}'`);
      else addSession(pair[name], 'c1', memories[name]);
      observation(pair[name], memories[name], `of the ${name}`);
    }
    await syncAll(laptop, board, laptop, board, laptop, board);
    const [told] = sessions(laptop);
    assert.deepEqual([told?.content, told?.titles], ['c1', 'of the board, of the laptop']);
    assert.deepEqual([sessions(laptop), sessions(board)], [[told], [told]]);
    await assertSettled(pair);
  });
}

test('a helper row beside its base counts as the base: nothing of it is sent, waits or differs', async (t) => {
  const pair = await memoryPair(t);
  const { laptop, board } = pair;
  addSession(laptop, 'c1', 'm1');
  await syncAll(laptop, board);
  addSession(board, 'c1#m2', 'm2');
  observation(laptop, 'm1', 'of the base');
  observation(board, 'm2', 'of the helper');
  await syncAll(laptop, board, laptop, board);
  assert.deepEqual(sessions(board), [
    { content: 'c1', memory: 'm1', titles: 'of the base' },
    { content: 'c1#m2', memory: 'm2', titles: 'of the helper' },
  ]);
  assert.deepEqual(sessions(laptop), [{ content: 'c1', memory: 'm1', titles: 'of the base, of the helper' }]);
  await assertSettled(pair);
});
