import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, memoryPair, observation, run, session, syncAll } from '../../support/memory-pair.ts';

test('names beyond all bounds travel whole in the row of their session, and keep nothing back', async (t) => {
  const { laptop, board } = await memoryPair(t);
  // Cut at the bound, the last letter would be half a letter.
  const content = `${'c'.repeat(4_095)}${'🌱'.repeat(400)}`;
  session(laptop, 'c1', 'm1');
  session(laptop, content, 'm2');
  observation(laptop, 'm1', 'one');
  observation(laptop, 'm2', 'two');
  run(laptop, `ALTER TABLE observations ADD COLUMN ${'x'.repeat(201)} TEXT`);
  await syncAll(laptop, board, laptop);
  const contents = board.change((db) =>
    db
      .prepare(
        'SELECT s.content_session_id FROM observations o JOIN sdk_sessions s USING (memory_session_id) ORDER BY title',
      )
      .pluck()
      .all(),
  );
  assert.deepEqual(contents, ['c1', content]);
  run(laptop, "UPDATE observations SET narrative = 'edited' WHERE title = 'two'");
  run(board, "UPDATE observations SET subtitle = 'edited' WHERE title = 'two'");
  await syncAll(laptop, board, laptop);
  for (const machine of [laptop, board]) {
    const { store } = machine.machine;
    assert.deepEqual(
      [store.tooLarge(), store.quarantined(), store.pendingCount()],
      [[], [], { waiting: 0, parked: 0 }],
    );
    const edits = machine.change((db) =>
      db.prepare("SELECT narrative, subtitle FROM observations WHERE title = 'two'").get(),
    );
    assert.deepEqual(edits, { narrative: 'edited', subtitle: 'edited' });
  }
  run(board, "DELETE FROM observations WHERE title = 'two'");
  await syncAll(board, laptop, board);
  assert.equal(count(laptop, 'observations'), 1);
  assert.equal((await laptop.sync()).published?.records, 0);
});
