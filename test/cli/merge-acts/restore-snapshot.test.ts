import assert from 'node:assert/strict';
import test from 'node:test';
import { addObservation, change, ends, pair, succeed, titles } from '../merge/pair.ts';

test('the newest snapshot of a machine stands in the history, and one goes back to it: compared first, or as a copy', async (t) => {
  const { laptop, board } = await pair(t);
  // Enough for a snapshot to be due (model/records/snapshot-due.ts).
  change(laptop, (db) =>
    db
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
         SELECT s.id, s.content_session_id, 1000 + i, 'prompt ' || i, '', 1770076800000 + i
         FROM n, (SELECT id, content_session_id FROM sdk_sessions ORDER BY id LIMIT 1) s`,
      )
      .run(),
  );
  addObservation(laptop, 'in the snapshot');
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  const { snapshots, offline, revisions } = await succeed(board, 'history');
  assert.deepEqual([snapshots.length, offline, revisions], [1, false, []]);
  const [{ id, label, rows, bytes }] = snapshots;
  assert.equal(label, 'laptop');
  assert.match((await board.run('history')).stdout, new RegExp(`Snapshots in the remote:\n  ${id}  .*laptop, `));
  assert.ok(rows['user_prompts'] > 1_000 && bytes > 0, JSON.stringify(rows));
  change(board, (db) => db.exec("DELETE FROM observations WHERE title = 'in the snapshot'"));
  addObservation(board, 'after the snapshot');
  await succeed(board, 'sync');
  const plan = await succeed(board, 'restore', id, '--dry-run');
  assert.deepEqual([plan['bringBack'], plan['unedit'], plan['remove']], [1, 0, 0]);
  const { to } = await succeed(board, 'restore', id, '--copy');
  assert.ok(String(to).endsWith(`memory-${id}.db`));
  await succeed(board, 'restore', id, '--yes');
  assert.deepEqual(titles(board, 'in the snapshot'), ['in the snapshot']);
  assert.deepEqual(titles(board, 'after the snapshot'), ['after the snapshot']);
  await ends(board, 2, 'restore-point-unknown', 'restore', 'v999', '--dry-run');
});
