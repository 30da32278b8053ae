import type Database from 'better-sqlite3';
import { rowsOf, type ContentDigest, type SourceFacts } from '../../model/content.ts';
import type { WorkOptions } from '../../ports/source.ts';
import { backUp } from './backup.ts';
import { digestOf } from './digest.ts';
import { bytesOf, factsOf } from './facts.ts';
import { fail } from '../../model/errors.ts';
import { withFaults } from './faults.ts';
import { fileState } from './live-file.ts';
import { requireIntegrity } from './integrity.ts';
import type { Memory } from './memory.ts';
import { openDatabase } from './open.ts';
import type { Reader } from './reader.ts';
import { removeDatabase } from './still-copy.ts';
import { quoted, tablesOf } from './tables.ts';

type Image = SourceFacts & ContentDigest;

/**
 * Copies what the reader sees to the new file `to`, empties the tables that stay on their machine, and checks it. An
 * unchanged database gives the same bytes again. Throws `source-corrupt` naming `path`, and then leaves nothing at `to`.
 */
export async function takeImage(
  reader: Reader,
  to: string,
  about: { memory: Memory; path: string; toolVersion: string | null },
  options: WorkOptions,
): Promise<Image> {
  const { memory } = about;
  options.progress?.phase('copying', bytesOf(reader.db));
  await copyDatabase(reader, to, options);
  try {
    await withDatabase(to, (db) =>
      empty(
        db,
        memory.local(tablesOf(db)).map(({ name }) => name),
      ),
    );
    options.progress?.phase('checking', null);
    return await checkImage(to, about, options);
  } catch (error) {
    await removeDatabase(to);
    throw error;
  }
}

/** Copies what the reader sees, all of it, to the new file `to`: one file, that any SQLite opens without a -wal. */
export async function copyDatabase(reader: Reader, to: string, options: WorkOptions): Promise<void> {
  await backUp(reader, to, options);
  // Only the mode in the header changes; placed into a live file, it leaves that file's own mode as it is.
  await withDatabase(to, (db) => db.pragma('journal_mode = DELETE'));
}

/** Facts and digest of a sound image; it is read only. Faults name `path`. */
export async function checkImage(
  image: string,
  { memory, path, toolVersion }: { memory: Memory; path: string; toolVersion: string | null },
  options: WorkOptions,
): Promise<Image> {
  return withFaults({ path }, async () => {
    const { kind } = await fileState(image);
    if (kind === 'absent') throw fail('source-missing', { path });
    if (kind === 'empty') throw fail('source-not-database', { path });
    return withDatabase(image, async (db) => {
      requireIntegrity(db, path, memory.checksFullText);
      const content = await digestOf(db, memory.content(tablesOf(db)), options);
      return { ...factsOf(db, memory, toolVersion, rowsOf(content)), ...content };
    });
  });
}

/** Deletes the tables' rows, and what they were: free pages of an image travel too. Tables without rows stay untouched. */
export function empty(db: Database.Database, tables: readonly string[]): void {
  db.pragma('secure_delete = ON');
  db.pragma('foreign_keys = OFF');
  for (const table of tables) {
    const hasRows = db.prepare(`SELECT 1 FROM ${quoted(table)} LIMIT 1`).get() !== undefined;
    if (hasRows) db.exec(`DELETE FROM ${quoted(table)}`);
  }
  forgetSequences(db, tables);
}

/** The next numbers of emptied tables belong to the machine they came from. */
function forgetSequences(db: Database.Database, tables: readonly string[]): void {
  const names = JSON.stringify(tables);
  const where = 'WHERE name IN (SELECT value FROM json_each(?))';
  if (!hasTable(db, 'sqlite_sequence')) return;
  if (db.prepare(`SELECT 1 FROM sqlite_sequence ${where}`).get(names) === undefined) return;
  db.prepare(`DELETE FROM sqlite_sequence ${where}`).run(names);
}

export function hasTable(db: Database.Database, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

/** One of our own files, opened to be written. */
export async function withDatabase<T>(path: string, use: (db: Database.Database) => T | Promise<T>): Promise<T> {
  const db = openDatabase(path);
  try {
    return await use(db);
  } finally {
    db.close();
  }
}
