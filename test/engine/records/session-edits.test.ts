import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { mergeMachine, type TestMergeMachine } from '../../support/merge-machine.ts';

/** More than the brake on edits lets pass. */
const children = 1_100;

test('a session that is rewritten is one edit, however many memories it has; the same text in all of them is held', async (t) => {
  const machine = await mergeMachine(t, 'laptop', memoryStore());
  createClaudeMemDatabase(machine.path);
  fill(machine);
  await machine.sync();
  // claude-mem does this when a memory is saved by hand from another assistant.
  machine.change((db) => db.exec("UPDATE sdk_sessions SET platform_source = 'codex'"));
  const rewritten = await machine.sync();
  assert.deepEqual([rewritten.brakes, rewritten.published?.records], [[], 1]);
  machine.change((db) => db.exec("UPDATE observations SET title = 'the same'"));
  const { brakes } = await machine.sync();
  assert.deepEqual(brakes, [{ act: 'edit', kind: 'observation', rows: children, of: children }]);
});

function fill({ change }: TestMergeMachine): void {
  change((db) => {
    db.exec(`INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch)
      VALUES ('manual-content-garden', 'manual-garden', 'garden', '', 1)`);
    const add =
      db.prepare(`INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch)
      VALUES ('manual-garden', 'garden', 'discovery', ?, '', '', ?)`);
    db.transaction(() => {
      for (let n = 1; n <= children; n++) add.run(`title ${n}`, n);
    })();
  });
}
