import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import Database from 'better-sqlite3';
import { isFault } from '../../../core/model/errors.ts';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { assertHealthy, databaseFindings } from '../../support/database-checks.ts';
import { databaseShape } from '../../support/database-shape.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { realClaudeMem } from '../../support/real-claude-mem.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-schema-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('our empty database has exactly the schema of a database that claude-mem 13.25.3 made', async (t) => {
  const folder = temporaryFolder(t);
  createClaudeMemDatabase(join(folder, 'ours.db'));
  await fixtureDatabase('base', join(folder, 'real.db'));
  const ours = await databaseShape(join(folder, 'ours.db'));
  const real = await databaseShape(join(folder, 'real.db'));
  assert.deepEqual(ours, real);
  assert.ok(Object.keys(real.objects).length > 90, `only ${Object.keys(real.objects).length} objects were compared`);
});

test('our empty database has the schema that the installed claude-mem makes today', async (t) => {
  const folder = temporaryFolder(t);
  const worker = await realClaudeMem(t, { dataDir: join(folder, 'data') });
  if (!worker) return;
  await worker.start();
  await worker.stop();
  createClaudeMemDatabase(join(folder, 'ours.db'));
  assert.deepEqual(
    await databaseShape(join(folder, 'ours.db')),
    await databaseShape(join(folder, 'data', 'claude-mem.db')),
  );
});

test('a new database is one healthy file', async (t) => {
  const folder = temporaryFolder(t);
  createClaudeMemDatabase(join(folder, 'пам’ять of mine.db'));
  await assertHealthy(join(folder, 'пам’ять of mine.db'));
  assert.deepEqual(readdirSync(folder), ['пам’ять of mine.db']);
});

test('an existing file is refused and not touched', (t) => {
  const path = join(temporaryFolder(t), 'claude-mem.db');
  createClaudeMemDatabase(path, '2020-02-02T00:00:00.000Z');
  assert.throws(
    () => createClaudeMemDatabase(path),
    (error) => isFault(error, 'file-exists'),
  );
  const db = new Database(path);
  assert.equal(db.prepare('SELECT DISTINCT applied_at FROM schema_versions').pluck().get(), '2020-02-02T00:00:00.000Z');
  db.close();
});

test('its triggers keep the full text equal to the rows through insert, update and delete', async (t) => {
  const path = join(temporaryFolder(t), 'claude-mem.db');
  createClaudeMemDatabase(path);
  const db = new Database(path);
  db.exec(`
    INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, started_at, started_at_epoch) VALUES ('c', 'm', 'p', 'x', 1);
    INSERT INTO observations (memory_session_id, project, type, title, created_at, created_at_epoch) VALUES ('m', 'p', 'change', 'marmalade', 'x', 1), ('m', 'p', 'change', 'teapot', 'x', 2);
    INSERT INTO session_summaries (memory_session_id, project, learned, created_at, created_at_epoch) VALUES ('m', 'p', 'chutney', 'x', 1);
    INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch) VALUES (1, 'c', 1, 'ґедзь', 'x', 1);
    UPDATE observations SET title = 'honey' WHERE title = 'marmalade';
    UPDATE session_summaries SET learned = 'relish';
    UPDATE user_prompts SET prompt_text = 'джміль';
    DELETE FROM observations WHERE title = 'teapot';`);
  const found = (table: string, word: string) =>
    db.prepare(`SELECT count(*) FROM ${table}_fts WHERE ${table}_fts MATCH ?`).pluck().get(word);
  assert.deepEqual(
    ['marmalade', 'teapot', 'honey'].map((word) => found('observations', word)),
    [0, 0, 1],
  );
  assert.deepEqual(
    ['chutney', 'relish'].map((word) => found('session_summaries', word)),
    [0, 1],
  );
  assert.deepEqual(
    ['ґедзь', 'джміль'].map((word) => found('user_prompts', word)),
    [0, 1],
  );
  db.close();
  assert.deepEqual(await databaseFindings(path), []);
});
