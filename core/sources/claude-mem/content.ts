import type Database from 'better-sqlite3';
import type { Memory } from '../sqlite/memory.ts';
import type { Table } from '../sqlite/tables.ts';

/**
 * Work queue, cloud sync's own state, wrap-up messages sent by this machine (claude-mem.md 2.1): they never travel.
 * A later release may add sync tables, so they are known by the name's beginning.
 */
export const localTables: RegExp = /^(pending_messages|telegram_wrapups|sync_.*)$/;

/** Travels in images, but two machines reach the same set at other times: `applied_at` is no content. */
const migrationTable = 'schema_versions';

/**
 * Columns that a machine changes without a change of memory; with them in the digest, two equal memories would look
 * moved, and diverge. worker_port: the port of the moment. relevance_count: counts searches here. prompt_counter: follows
 * from the prompts. The others are the books of claude-mem's cloud sync.
 */
const localColumns: Readonly<Record<string, readonly string[]>> = {
  sdk_sessions: ['worker_port', 'prompt_counter'],
  observations: ['relevance_count', 'synced_at', 'sync_rev', 'origin_device_id', 'origin_local_id'],
  session_summaries: ['synced_at', 'sync_rev', 'origin_device_id', 'origin_local_id'],
  user_prompts: ['synced_at', 'sync_rev', 'origin_device_id', 'origin_local_id'],
};

/**
 * claude-mem's database. A table we do not know is content: a later release's memory must not be lost. Full-text tables
 * follow from their tables and are checked against them instead.
 */
export const claudeMemMemory: Memory = {
  kind: 'claude-mem',
  content: (tables) => tables.filter(isContent).map(withoutLocalColumns),
  local: (tables) => tables.filter(({ name }) => localTables.test(name)),
  checksFullText: true,
  isWal: true,
  schemaVersions,
};

function isContent({ name, isShadow }: Table): boolean {
  return !isShadow && !name.startsWith('sqlite_') && name !== migrationTable && !localTables.test(name);
}

function withoutLocalColumns(table: Table): Table {
  const local = localColumns[table.name] ?? [];
  return { ...table, columns: table.columns.filter((column) => !local.includes(column)) };
}

/** The versions in ascending order; none where the worker has never run. */
function schemaVersions(db: Database.Database): number[] {
  const exists = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(migrationTable);
  if (exists === undefined) return [];
  return db.prepare(`SELECT version FROM ${migrationTable} ORDER BY version`).pluck().all() as number[];
}
