import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

/** The tables that a working session is written into, in the order in which people read them. */
export const memoryTables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts'] as const;
export type MemoryTable = (typeof memoryTables)[number];

/** How often each row is there, by its fingerprint: all columns that travel, with its table's name. */
export type MemoryRows = ReadonlyMap<string, number>;

/** Numbers of rows, and what a machine counts for itself: another machine has its own. */
const localColumns = /^(id|.*_db_id|worker_port|prompt_counter|relevance_count|synced_at|origin_.*|sync_rev)$/;

/**
 * Fingerprints of all rows, read one row at a time: an own way to compare two databases, beside the digests that the
 * engine goes by.
 */
export function memoryRows(path: string): MemoryRows {
  return reading(path, (db) => {
    const rows = new Map<string, number>();
    for (const table of memoryTables) {
      const columns = db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table).map(String);
      const travelling = columns.filter((column) => !localColumns.test(column)).join(', ');
      const all = db.prepare(`SELECT ${travelling} FROM ${table}`).raw().safeIntegers();
      for (const row of all.iterate()) {
        const print = fingerprint(table, row as unknown[]);
        rows.set(print, (rows.get(print) ?? 0) + 1);
      }
    }
    return rows;
  });
}

/** Rows per table. */
export function rowsPerTable(path: string): Record<MemoryTable, number> {
  return reading(path, (db) => {
    const count = (table: MemoryTable) => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return {
      sdk_sessions: count('sdk_sessions'),
      observations: count('observations'),
      session_summaries: count('session_summaries'),
      user_prompts: count('user_prompts'),
    };
  });
}

/** Whether an observation of this title is in the memory. */
export function hasTitle(path: string, title: string): boolean {
  return reading(path, (db) => db.prepare('SELECT 1 FROM observations WHERE title = ?').get(title) !== undefined);
}

/** Rows of `wanted` that `found` has too. */
export function rowsKept(wanted: MemoryRows, found: MemoryRows): number {
  let kept = 0;
  for (const [print, count] of wanted) kept += Math.min(count, found.get(print) ?? 0);
  return kept;
}

export function rowsIn(rows: MemoryRows): number {
  return [...rows.values()].reduce((sum, count) => sum + count, 0);
}

/** Not opened read-only: then SQLite could not take its -wal and -shm away at the end. */
function reading<T>(path: string, read: (db: Database.Database) => T): T {
  const db = new Database(path, { fileMustExist: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

function fingerprint(table: string, row: readonly unknown[]): string {
  const values = row.map((value) => {
    if (typeof value === 'bigint') return { integer: String(value) };
    return Buffer.isBuffer(value) ? { blob: value.toString('hex') } : value;
  });
  return createHash('sha256')
    .update(JSON.stringify([table, ...values]))
    .digest('base64');
}
