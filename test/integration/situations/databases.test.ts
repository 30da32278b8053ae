/** Databases of all kinds as the memory: every SQLite file travels whole, whatever the page size and mode on either side. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { initArgs, type Installation, succeed } from '../../support/membridge-program.ts';
import { withPrivateCopy } from '../../support/private-copy.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

interface Shape {
  readonly pageBytes: number;
  readonly journal: 'wal' | 'delete';
  readonly encoding?: string;
}

const pairs: readonly (readonly [here: Shape, there: Shape])[] = [
  [
    { pageBytes: 1_024, journal: 'delete' },
    { pageBytes: 65_536, journal: 'wal' },
  ],
  [
    { pageBytes: 65_536, journal: 'wal' },
    { pageBytes: 4_096, journal: 'delete' },
  ],
  [
    { pageBytes: 4_096, journal: 'wal', encoding: 'UTF-16le' },
    { pageBytes: 1_024, journal: 'wal' },
  ],
];

describe('a SQLite file that is not of claude-mem', () => {
  for (const [here, there] of pairs) {
    it(`travels from ${told(here)} to ${told(there)}, and back, with everything in it`, async (t) => {
      const [laptop, board] = await machines(t);
      make(laptop.database, here);
      make(board.database, there);
      const inode = statSync(board.database).ino;
      for (const each of [laptop, board]) await succeed(each, initArgs(each, 'plain'));
      change(laptop.database, 'written here');
      await succeed(laptop, ['push']);
      await succeed(board, ['pull', '--replace', '--yes']);
      await assertSame(laptop.database, board.database);
      assert.equal(statSync(board.database).ino, inode, 'another file has the name');
      const before = await contentOf(laptop.database);
      change(board.database, 'written there');
      await succeed(board, ['push']);
      await succeed(laptop, ['pull']);
      await assertSame(board.database, laptop.database);
      await succeed(laptop, ['undo', '--yes']);
      assert.deepEqual(await contentOf(laptop.database), before);
      assert.equal((await succeed(board, ['sync']))['exitCode'], 0);
    });
  }

  it('without any table travels too', async (t) => {
    const [laptop, board] = await machines(t);
    const db = new Database(laptop.database);
    db.pragma('user_version = 7');
    db.close();
    for (const each of [laptop, board]) await succeed(each, initArgs(each, 'plain'));
    await succeed(laptop, ['push']);
    await succeed(board, ['pull']);
    const version = await withPrivateCopy(board.database, (copy) => copy.pragma('user_version', { simple: true }));
    assert.equal(version, 7);
  });
});

async function machines(t: TestContext): Promise<[Installation, Installation]> {
  const folder = await scratchFolder(t, 'databases');
  const at = (label: string): Installation => {
    const database = join(folder, label, 'notes and more.sqlite');
    mkdirSync(dirname(database), { recursive: true });
    return { label, database, home: join(folder, label, 'home'), remote: join(folder, 'remote') };
  };
  return [at('laptop'), at('board')];
}

function make(path: string, { pageBytes, journal, encoding = 'UTF-8' }: Shape): void {
  const db = new Database(path);
  db.pragma(`encoding = '${encoding}'`);
  db.pragma(`page_size = ${pageBytes}`);
  db.pragma(`journal_mode = ${journal}`);
  db.exec(`
    CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, body TEXT, words INTEGER GENERATED ALWAYS AS (length(body)) STORED,
      shout TEXT GENERATED ALWAYS AS (upper(title)) VIRTUAL);
    CREATE VIRTUAL TABLE note_fts USING fts5(title, body, content='note', content_rowid='id', tokenize='trigram');
    CREATE TRIGGER note_ai AFTER INSERT ON note BEGIN INSERT INTO note_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END;
    CREATE TABLE tag (name TEXT, note INTEGER, weight REAL, PRIMARY KEY (name, note)) WITHOUT ROWID;
    CREATE TABLE "odd ""name"" таблиця" (rowid TEXT, "select" ANY) STRICT;
    CREATE TABLE attachment (note INTEGER REFERENCES note(id), bytes BLOB, CHECK (length(bytes) > 0));
    CREATE VIRTUAL TABLE place USING rtree(id, west, east);
    CREATE VIEW short AS SELECT id, title FROM note WHERE words < 40;
    CREATE INDEX note_title ON note(title COLLATE NOCASE) WHERE title IS NOT NULL;
  `);
  db.close();
}

function change(path: string, text: string): void {
  const db = new Database(path);
  const insert = db.prepare('INSERT INTO note (title, body) VALUES (?, ?)');
  for (let row = 0; row < 50; row += 1) insert.run(`${text} ${row}`, `Тіло нотатки 🍊 ${'слово '.repeat(row)}`);
  db.prepare('INSERT INTO tag VALUES (?, 1, 0.1), (?, 2, 1e308), (?, 3, NULL)').run(text, text, text);
  db.prepare('INSERT INTO "odd ""name"" таблиця" VALUES (?, ?), (NULL, x\'00ff\')').run(text, 9_007_199_254_740_993n);
  db.prepare('INSERT INTO attachment VALUES (1, ?), (1, zeroblob(200000))').run(Buffer.from(text.repeat(1_000)));
  db.prepare('INSERT INTO place VALUES (NULL, 1.5, 2.5)').run();
  db.close();
}

async function assertSame(expected: string, actual: string): Promise<void> {
  assert.deepEqual(await contentOf(actual), await contentOf(expected));
  await withPrivateCopy(actual, (db) => {
    assert.deepEqual(db.prepare('PRAGMA integrity_check').pluck().all(), ['ok']);
    db.prepare("INSERT INTO note_fts(note_fts, rank) VALUES ('integrity-check', 1)").run();
    const found = Number(db.prepare("SELECT count(*) FROM note_fts('нотатки')").pluck().get());
    assert.equal(found, Number(db.prepare('SELECT count(*) FROM note').pluck().get()));
  });
}

/** The checksum of each table's rows, and of the schema. */
function contentOf(path: string): Promise<Record<string, string>> {
  const tables = ['note', 'tag', '"odd ""name"" таблиця"', 'attachment', 'place', 'short', 'sqlite_schema'];
  return withPrivateCopy(path, (db) => {
    const sums = tables.map((name) => {
      const columns = name === 'sqlite_schema' ? 'type, name, sql' : '*';
      const rows = db.prepare(`SELECT ${columns} FROM ${name} ORDER BY 1, 2`).safeIntegers().raw().all();
      const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
      return [name, `${rows.length} rows ${createHash('sha256').update(text).digest('hex')}`];
    });
    return Object.fromEntries(sums) as Record<string, string>;
  });
}

function told({ pageBytes, journal, encoding = 'UTF-8' }: Shape): string {
  return `${pageBytes}-byte pages (${journal}, ${encoding})`;
}
