import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { z } from 'zod';
import { contentDigestSchema, type ContentDigest } from '../../../core/model/content.ts';
import { digestOf } from '../../../core/sources/sqlite/digest.ts';
import { tablesOf } from '../../../core/sources/sqlite/tables.ts';
import { sqliteFileSource } from '../../../core/sources/sqlite-file/source.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** Digest of the tables that a program made, without SQLite's own. */
async function digestOfSql(...sql: string[]): Promise<ContentDigest> {
  const db = new Database(':memory:');
  try {
    for (const statement of sql) db.exec(statement);
    return await digestOf(
      db,
      tablesOf(db).filter(({ name }) => !name.startsWith('sqlite_')),
    );
  } finally {
    db.close();
  }
}

async function digestOfValue(value: unknown): Promise<string> {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t(v)');
  db.prepare('INSERT INTO t VALUES (?)').run(value);
  const { digest } = await digestOf(db, tablesOf(db));
  db.close();
  return digest;
}

describe('the content digest', () => {
  it('is what the golden file says, which another program made from the description', async () => {
    const path = join(import.meta.dirname, '../../fixtures/formats/content-digest.json');
    const golden = contentDigestSchema
      .extend({ sql: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(path, 'utf8')));
    const { digest, tables } = await digestOfSql(...golden.sql);
    assert.deepEqual(tables, golden.tables);
    assert.equal(digest, golden.digest);
  });

  it('does not depend on pages, free space, indexes, or the order of insertion and of columns', async () => {
    const one = await digestOfSql(
      'CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)',
      "INSERT INTO t VALUES (1, 'x', 2), (2, 'y', 3)",
    );
    const other = await digestOfSql(
      'PRAGMA page_size = 1024',
      'CREATE TABLE t(b, id INTEGER PRIMARY KEY)',
      'ALTER TABLE t ADD COLUMN a',
      "INSERT INTO t(id, a, b) VALUES (2, 'y', 3), (7, 'gone', zeroblob(50000)), (1, 'x', 2)",
      'DELETE FROM t WHERE id = 7',
      'CREATE INDEX by_b ON t(b)',
    );
    assert.deepEqual(one, other);
  });

  it('tells every change of a value, a row, a column or a table', async () => {
    const sql = (values: string, shape = 't(id INTEGER PRIMARY KEY, a, b)') =>
      digestOfSql(`CREATE TABLE ${shape}`, `INSERT INTO ${shape.split('(')[0]} VALUES ${values}`);
    const digests = await Promise.all([
      sql("(1, 'ab', 'c')"),
      sql("(1, 'a', 'bc')"),
      sql("(1, 'c', 'ab')"),
      sql("(2, 'ab', 'c')"),
      sql("(1, 'ab', 'c'), (2, NULL, NULL)"),
      sql("(1, 'ab', 'c'), (2, '', NULL)"),
      sql("(1, 'ab', 'c'), (2, NULL, '')"),
      sql("(1, 'ab', 'c')", 'u(id INTEGER PRIMARY KEY, a, b)'),
      sql("(1, 'ab', 'c')", 't(id INTEGER PRIMARY KEY, a, z)'),
      sql("(1, 'ab', 'c', NULL)", 't(id INTEGER PRIMARY KEY, a, b, d)'),
      digestOfSql(
        'CREATE TABLE t(id INTEGER PRIMARY KEY, a, b)',
        "INSERT INTO t VALUES (1, 'ab', 'c')",
        'CREATE TABLE other(a)',
      ),
    ]);
    assert.equal(new Set(digests.map(({ digest }) => digest)).size, digests.length);
  });

  it('is equal exactly for equal values of equal type', async () => {
    const blocks = [256 * 1024 - 6, 256 * 1024 - 5, 256 * 1024, 300_000].map((size) =>
      fc.constant('я'.repeat(size / 2)),
    );
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        Buffer.alloc(0),
        0n,
        1n,
        1.5,
        0.5,
        '0',
        '1',
        Buffer.from('1'),
        9_007_199_254_740_993n,
        9_007_199_254_740_992n,
        -(2n ** 63n),
        2n ** 63n - 1n,
        1e300,
        '\0',
        'a\0b',
        'a\0c',
      ),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ...blocks,
    );
    await fc.assert(
      fc.asyncProperty(value, value, async (a, b) => {
        assert.equal((await digestOfValue(a)) === (await digestOfValue(b)), isSame(a, b));
      }),
      { numRuns: 150 },
    );
  });

  it('reads tables whose columns take the names of the row number, and tables of generated columns', async () => {
    const shapes = [
      't(rowid, a)',
      't(rowid, _rowid_, oid, a INTEGER PRIMARY KEY)',
      't("odd ""name", "select")',
      't(a, b AS (a + 1), c AS (a + 2) STORED)',
    ];
    for (const shape of shapes) {
      const { tables } = await digestOfSql(
        `CREATE TABLE ${shape}`,
        'INSERT INTO t DEFAULT VALUES',
        'INSERT INTO t DEFAULT VALUES',
      );
      assert.equal(tables['t']?.rows, 2, shape);
    }
  });
});

describe('the digest of a plain SQLite file', () => {
  it('covers schema, sequences and full-text storage, but no statistics and no page numbers', async (t) => {
    const root = await scratchFolder(t, 'digest');
    const path = join(root, 'any.db');
    const source = sqliteFileSource({ path, scratchFolder: root, clock: systemClock });
    const run = (sql: string) => {
      const db = new Database(path);
      db.exec(sql);
      db.close();
    };
    run(
      "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, x); CREATE VIRTUAL TABLE words USING fts5(x); INSERT INTO a(x) VALUES(1); INSERT INTO words VALUES('hello')",
    );
    const first = await source.digest();
    assert.deepEqual(Object.keys(first.tables), [
      'a',
      'sqlite_schema',
      'sqlite_sequence',
      'words_config',
      'words_content',
      'words_data',
      'words_docsize',
      'words_idx',
    ]);
    const state = await source.inspect();
    assert.deepEqual(state.kind === 'present' && Object.keys(state.facts.rows), Object.keys(first.tables));
    run('ANALYZE; VACUUM');
    const { sqlite_schema, ...rest } = (await source.digest()).tables;
    const { sqlite_schema: schemaBefore, ...restBefore } = first.tables;
    assert.deepEqual(rest, restBefore);
    assert.deepEqual(sqlite_schema, schemaBefore);
    for (const change of [
      'CREATE INDEX i ON a(x)',
      'CREATE VIEW v AS SELECT 1',
      "INSERT INTO words VALUES('world')",
      'INSERT INTO a(x) VALUES(2)',
      'DELETE FROM a WHERE x = 2',
    ]) {
      const { digest } = await source.digest();
      run(change);
      assert.notEqual((await source.digest()).digest, digest, change);
    }
  });
});

function isSame(a: unknown, b: unknown): boolean {
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) return a.equals(b);
  return a === b;
}
