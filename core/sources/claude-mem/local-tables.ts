import type Database from 'better-sqlite3';
import { empty, withDatabase } from '../sqlite/image.ts';
import type { Reader } from '../sqlite/reader.ts';
import { quoted, tablesOf, type Table } from '../sqlite/tables.ts';
import { claudeMemMemory, localTables } from './content.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Puts this machine's own local tables into an image that will replace its database. Whatever the image held there is
 * removed first, so this may be repeated. What does not fit (a session or a table that the image lacks) stays behind: it
 * is in the safety copy.
 */
export async function keepLocalTables(image: string, own: Reader | null): Promise<void> {
  await withDatabase(image, (db) => {
    const there = claudeMemMemory.local(tablesOf(db));
    empty(
      db,
      there.map(({ name }) => name),
    );
    if (own === null) return;
    const here = new Map(tablesOf(own.db).map((table) => [table.name, table]));
    db.pragma('foreign_keys = ON');
    db.transaction(() => {
      for (const table of there) copyRows(own.db, db, here.get(table.name), table);
      copySequences(own.db, db);
    })();
  });
}

function copyRows(own: Database.Database, image: Database.Database, from: Table | undefined, to: Table): void {
  if (from === undefined) return;
  const columns = from.columns.filter((column) => to.columns.includes(column));
  const names = columns.map(quoted).join(', ');
  const rows = own.prepare(`SELECT ${names} FROM ${quoted(from.name)} ORDER BY ${from.order}`).safeIntegers(true);
  const insert = image.prepare(
    `INSERT OR IGNORE INTO ${quoted(to.name)} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const place = columns.includes('session_db_id') ? sessionInImage(own, image) : (row: Row) => row;
  for (const row of rows.iterate()) {
    const placed = place(row as Row);
    if (placed !== null) insert.run(columns.map((column) => placed[column]));
  }
}

/** Session numbers are local: the row follows its session by platform and content id. Null where the image lacks it. */
function sessionInImage(own: Database.Database, image: Database.Database): (row: Row) => Row | null {
  // Releases before platform_source knew one platform only.
  const names = ['platform_source', 'content_session_id'].filter((name) =>
    [own, image].every((db) => columnsOf(db, 'sdk_sessions').includes(name)),
  );
  const ownSession = own.prepare(`SELECT ${names.join(', ')} FROM sdk_sessions WHERE id = ?`).raw(true);
  const imageSession = image.prepare(
    `SELECT id FROM sdk_sessions WHERE ${names.map((name) => `${name} = ?`).join(' AND ')}`,
  );
  return (row) => {
    const values = ownSession.get(row['session_db_id']) as string[] | undefined;
    const found =
      values === undefined
        ? undefined
        : imageSession
            .pluck()
            .safeIntegers(true)
            .get(...values);
    return found === undefined ? null : { ...row, session_db_id: found };
  };
}

function columnsOf(db: Database.Database, table: string): readonly string[] {
  return tablesOf(db).find(({ name }) => name === table)?.columns ?? [];
}

/** A number that this machine has given out once is not given out again. */
function copySequences(own: Database.Database, image: Database.Database): void {
  const sequences = own.prepare('SELECT name, seq FROM sqlite_sequence').safeIntegers(true).all() as {
    name: string;
    seq: bigint;
  }[];
  const forget = image.prepare('DELETE FROM sqlite_sequence WHERE name = ?');
  const keep = image.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)');
  for (const { name, seq } of sequences) {
    if (!localTables.test(name)) continue;
    forget.run(name);
    keep.run(name, seq);
  }
}
