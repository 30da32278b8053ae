import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { demoStartEpochMs, fillDemoDatabase } from '../../core/demo/data.ts';
import { hasTitle, memoryRows, rowsIn, rowsKept, rowsPerTable } from '../../core/demo/memory-rows.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function memory(t: TestContext): Promise<{ folder: string; path: string; change: (sql: string) => void }> {
  const folder = await scratchFolder(t, 'rows');
  const path = join(folder, 'claude-mem.db');
  createClaudeMemDatabase(path);
  fillDemoDatabase(path, { sessions: 5, seed: 'rows', machine: 'laptop', startEpochMs: demoStartEpochMs });
  const change = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };
  return { folder, path, change };
}

test('a memory is the same as itself, and looking at it leaves no file behind', async (t) => {
  const { folder, path } = await memory(t);
  const rows = memoryRows(path);
  assert.equal(rowsKept(rows, memoryRows(path)), rowsIn(rows));
  assert.equal(
    rowsIn(rows),
    Object.values(rowsPerTable(path)).reduce((sum, count) => sum + count, 0),
  );
  assert.deepEqual(readdirSync(folder), ['claude-mem.db']);
});

for (const [what, sql, lost] of [
  ['an edited column', "UPDATE observations SET title = 'another' WHERE id = 1", 1],
  ['a deleted row', 'DELETE FROM user_prompts WHERE id = 2', 1],
  ['a number that moved by one', 'UPDATE session_summaries SET created_at_epoch = created_at_epoch + 1', 5],
] as const) {
  test(`${what} is seen`, async (t) => {
    const { path, change } = await memory(t);
    const before = memoryRows(path);
    change(sql);
    assert.equal(rowsIn(before) - rowsKept(before, memoryRows(path)), lost);
  });
}

test('a title is found only where it stands', async (t) => {
  const { path, change } = await memory(t);
  assert.equal(hasTitle(path, 'another'), false);
  change("UPDATE observations SET title = 'another' WHERE id = 1");
  assert.equal(hasTitle(path, 'another'), true);
});
