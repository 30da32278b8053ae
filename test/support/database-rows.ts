/** The rows of the synced tables in a form in which two databases can be compared, whatever their local numbering. */
import assert from 'node:assert/strict';
import type Database from 'better-sqlite3';
import { syncedTables, type SyncedTable } from './database-checks.ts';
import { withPrivateCopy } from './private-copy.ts';

/** One JSON line per row, columns and lines sorted. */
export type DatabaseRows = Record<SyncedTable, string[]>;

/** Columns that mean something on one machine only: numbering, use counters, marks of claude-mem's cloud sync. */
const localColumns: ReadonlySet<string> = new Set([
  'id',
  'session_db_id',
  'observation_id',
  'worker_port',
  'prompt_counter',
  'relevance_count',
  'synced_at',
  'origin_device_id',
  'origin_local_id',
  'sync_rev',
]);

/** `'shared'`: without local columns. `'all'`: every column, for images that must be equal with their numbering. */
export type RowColumns = 'shared' | 'all';

/** Reads all rows of the synced tables into memory: for test databases of some megabytes. */
export async function rowsOf(path: string, columns: RowColumns = 'shared'): Promise<DatabaseRows> {
  return withPrivateCopy(path, (db) => {
    const read = (table: SyncedTable) => canonicalRows(db, table, columns);
    return {
      sdk_sessions: read('sdk_sessions'),
      observations: read('observations'),
      session_summaries: read('session_summaries'),
      user_prompts: read('user_prompts'),
      tool_uses: read('tool_uses'),
    };
  });
}

/** Fails with the first differing rows of each table when the two databases do not hold the same. */
export async function assertSameRows(
  actualPath: string,
  expectedPath: string,
  columns: RowColumns = 'shared',
): Promise<void> {
  const [actual, expected] = [await rowsOf(actualPath, columns), await rowsOf(expectedPath, columns)];
  for (const table of syncedTables) {
    const missing = without(expected[table], actual[table]);
    const extra = without(actual[table], expected[table]);
    assert.deepEqual(
      { missing: missing.slice(0, 3), extra: extra.slice(0, 3), rows: actual[table].length },
      { missing: [], extra: [], rows: expected[table].length },
      `${table}: ${missing.length} rows missing and ${extra.length} rows extra in ${actualPath}`,
    );
  }
}

function canonicalRows(db: Database.Database, table: SyncedTable, columns: RowColumns): string[] {
  const names = db
    .prepare(`SELECT name FROM pragma_table_info(?) ORDER BY name`)
    .pluck()
    .all(table)
    .map(String)
    .filter((name) => columns === 'all' || !localColumns.has(name));
  // An older schema has no such table; no columns is no rows.
  if (names.length === 0) return [];
  const statement = db.prepare(`SELECT ${names.map((name) => `"${name}"`).join(', ')} FROM "${table}"`).raw();
  return statement
    .all()
    .map((values) => canonicalRow(names, values as unknown[]))
    .sort();
}

function canonicalRow(names: string[], values: unknown[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name, index) => [name, jsonValue(values[index])])));
}

function jsonValue(value: unknown): unknown {
  return Buffer.isBuffer(value) ? { hex: value.toString('hex') } : value;
}

/** The lines of `from` that `other` does not have, counting repeated lines. */
function without(from: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return from.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
