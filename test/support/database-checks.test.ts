import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { databaseFindings, tableCounts } from './database-checks.ts';
import { assertSameRows, rowsOf } from './database-rows.ts';
import { fixtureDatabase } from './fixtures.ts';

async function fixtureCopy(t: TestContext, name: 'base' | 'laptop' = 'base'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-checks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await fixtureDatabase(name, join(folder, 'claude-mem.db'));
  return join(folder, 'claude-mem.db');
}

const filesBeside = (path: string) => readdirSync(join(path, '..')).sort();

test('the checks call a real database healthy, count its rows, and change nothing', async (t) => {
  const path = await fixtureCopy(t);
  const before = readFileSync(path);
  assert.deepEqual(await databaseFindings(path), []);
  const counts = await tableCounts(path);
  assert.deepEqual(
    [
      counts['sdk_sessions'],
      counts['observations'],
      counts['session_summaries'],
      counts['user_prompts'],
      counts['tool_uses'],
    ],
    [10, 200, 40, 40, 0],
  );
  assert.equal(counts['schema_versions'], 37);
  assert.ok(before.equals(readFileSync(path)));
  assert.deepEqual(filesBeside(path), ['claude-mem.db']);
});

test('the checks see an emptied full-text index, a row without its parent and a damaged page', async (t) => {
  const emptied = await fixtureCopy(t);
  withDatabase(emptied, (db) => db.exec(`INSERT INTO observations_fts(observations_fts) VALUES ('delete-all')`));
  assert.match((await databaseFindings(emptied)).join('\n'), /full text of observations_fts/);

  const orphaned = await fixtureCopy(t);
  withDatabase(orphaned, (db) => {
    db.pragma('foreign_keys = OFF');
    db.exec('DELETE FROM sdk_sessions WHERE id = 1');
  });
  assert.match((await databaseFindings(orphaned)).join('\n'), /foreign key/);

  const damaged = await fixtureCopy(t);
  const file = openSync(damaged, 'r+');
  for (let page = 20; page < 60; page += 1) writeSync(file, Buffer.alloc(100, 0xff), 0, 100, page * 4096);
  closeSync(file);
  assert.match((await databaseFindings(damaged)).join('\n'), /integrity/);
});

test('rows that are only in the -wal count, of a live database as of a left-over one', async (t) => {
  const path = await fixtureCopy(t);
  const db = new Database(path);
  t.after(() => db.close());
  db.pragma('wal_autocheckpoint = 0');
  db.exec(`UPDATE sdk_sessions SET custom_title = 'in the log'`);
  const before = filesBeside(path);
  assert.deepEqual(before, ['claude-mem.db', 'claude-mem.db-shm', 'claude-mem.db-wal']);
  assert.match((await rowsOf(path)).sdk_sessions[0] ?? '', /in the log/);
  assert.deepEqual(filesBeside(path), before);

  const leftOver = await fixtureCopy(t);
  for (const end of ['', '-wal']) rmSync(leftOver + end, { force: true });
  for (const end of ['', '-wal']) writeFile(leftOver + end, readFileSync(path + end));
  assert.match((await rowsOf(leftOver)).sdk_sessions[0] ?? '', /in the log/);
  assert.deepEqual(filesBeside(leftOver), ['claude-mem.db', 'claude-mem.db-wal']);
});

test('comparing rows ignores local numbers and names what differs', async (t) => {
  const [one, other] = [await fixtureCopy(t), await fixtureCopy(t)];
  withDatabase(other, (db) =>
    db.exec('UPDATE sdk_sessions SET worker_port = 1; UPDATE observations SET relevance_count = 5'),
  );
  await assertSameRows(one, other);
  await assert.rejects(assertSameRows(one, other, 'all'), /sdk_sessions/);
  withDatabase(other, (db) => db.exec(`UPDATE observations SET title = 'another' WHERE id = 7`));
  await assert.rejects(assertSameRows(one, other), /observations: 1 rows missing and 1 rows extra/);
  await assert.rejects(assertSameRows(one, await fixtureCopy(t, 'laptop')), /rows missing/);
});

function withDatabase(path: string, change: (db: Database.Database) => void): void {
  const db = new Database(path);
  try {
    change(db);
  } finally {
    db.close();
  }
}

function writeFile(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx');
  writeSync(file, bytes);
  closeSync(file);
}
