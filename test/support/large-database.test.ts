import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { contentHash } from '../../core/demo/content-hash.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { assertHealthy } from './database-checks.ts';
import { assertSameRows } from './database-rows.ts';
import { databaseShape } from './database-shape.ts';
import { makeLargeDatabase } from './large-database.ts';

test('a database for measuring has the asked size, is healthy and complete, and compresses like real text', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-large-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'large.db');
  const made = makeLargeDatabase(path, 2_400_000);
  assert.deepEqual(readdirSync(folder), ['large.db']);
  const bytes = readFileSync(path);
  assert.equal(made.bytes, bytes.length);
  assert.ok(Math.abs(bytes.length - 2_400_000) < 240_000, `${bytes.length} bytes`);
  const ratio = bytes.length / zstdCompressSync(bytes).length;
  assert.ok(ratio > 2.3 && ratio < 3.2, `compresses ${ratio.toFixed(2)}-fold`);
  await assertHealthy(path);

  createClaudeMemDatabase(join(folder, 'empty.db'));
  assert.deepEqual(await databaseShape(path), await databaseShape(join(folder, 'empty.db')));

  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare(
      'SELECT memory_session_id AS memory, title, narrative, content_hash AS hash, created_at AS at, created_at_epoch AS ms FROM observations',
    )
    .all() as { memory: string; title: string; narrative: string; hash: string; at: string; ms: number }[];
  const word = /\w{4,}/.exec(rows[100]?.narrative ?? '')?.[0] ?? '';
  const found = db.prepare('SELECT count(*) FROM observations_fts WHERE observations_fts MATCH ?').pluck().get(word);
  db.close();
  assert.equal(rows.length, made.sessions * 20);
  assert.equal(rows.filter((row) => contentHash(row.memory, row.title, row.narrative) !== row.hash).length, 0);
  assert.equal(new Set(rows.map((row) => row.narrative)).size, rows.length);
  assert.equal(rows.filter((row) => new Date(row.ms).toISOString() !== row.at).length, 0);
  assert.ok(Number(found) > 0, `full text does not find ${word}`);

  makeLargeDatabase(join(folder, 'again.db'), 2_400_000);
  await assertSameRows(join(folder, 'again.db'), path, 'all');
});
