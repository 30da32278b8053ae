/**
 * A database with the complete schema of claude-mem, made without claude-mem: for the demonstration and the tests.
 * Membridge never creates or alters the schema of a live memory; only claude-mem's own worker does that.
 */
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fail } from '../../model/errors.ts';
import {
  cloudSyncedTables,
  fullTextColumns,
  indexes,
  schemaVersions,
  tables,
  uniqueIndexes,
} from './schema-13.25.3.ts';

/** SQLite's number for auto_vacuum = INCREMENTAL. */
const incrementalVacuum = 2;

/** Page size of every claude-mem database; an image replaces a live file only if the sizes agree. */
const pageSizeBytes = 4096;

/**
 * Makes a new, empty claude-mem database at `path`: tables, indexes, full-text tables, triggers, migration rows, WAL mode.
 * Only the one file remains when it returns. `appliedAt` (ISO 8601) is what the migration rows say.
 * @throws `file-exists` when something is there already.
 */
export function createClaudeMemDatabase(path: string, appliedAt = '2026-01-01T00:00:00.000Z'): void {
  if (existsSync(path)) throw fail('file-exists', { path });
  const db = new Database(path);
  try {
    // Both are fixed by the first page written, so they come before everything else.
    db.pragma(`page_size = ${pageSizeBytes}`);
    db.pragma(`auto_vacuum = ${incrementalVacuum}`);
    db.pragma('journal_mode = WAL');
    db.transaction(() => {
      for (const statement of schemaStatements()) db.exec(statement);
      const insertVersion = db.prepare('INSERT INTO schema_versions (version, applied_at) VALUES (?, ?)');
      for (const version of schemaVersions) insertVersion.run(version, appliedAt);
    })();
  } finally {
    db.close();
  }
}

/** Every statement that makes the schema, in an order that works. */
export function schemaStatements(): string[] {
  return [...tables, ...indexStatements(), ...uniqueIndexes, ...cloudSyncIndexes(), ...fullTextStatements()];
}

/** The three triggers that keep `<table>_fts` equal to `table`. */
export function fullTextTriggers(table: string): string[] {
  const columns = fullTextColumns[table] ?? [];
  const names = columns.join(', ');
  const values = (row: 'new' | 'old') => [`${row}.id`, ...columns.map((column) => `${row}.${column}`)].join(', ');
  const add = `INSERT INTO ${table}_fts(rowid, ${names}) VALUES (${values('new')});`;
  const remove = `INSERT INTO ${table}_fts(${table}_fts, rowid, ${names}) VALUES('delete', ${values('old')});`;
  return [
    `CREATE TRIGGER ${table}_ai AFTER INSERT ON ${table} BEGIN ${add} END`,
    `CREATE TRIGGER ${table}_ad AFTER DELETE ON ${table} BEGIN ${remove} END`,
    `CREATE TRIGGER ${table}_au AFTER UPDATE ON ${table} BEGIN ${remove} ${add} END`,
  ];
}

function fullTextStatements(): string[] {
  return Object.entries(fullTextColumns).flatMap(([table, columns]) => [
    `CREATE VIRTUAL TABLE ${table}_fts USING fts5(${columns.join(', ')}, content='${table}', content_rowid='id')`,
    ...fullTextTriggers(table),
  ]);
}

function indexStatements(): string[] {
  return Object.entries(indexes).flatMap(([table, byName]) =>
    Object.entries(byName).map(([name, columns]) => `CREATE INDEX ${name} ON ${table}(${columns})`),
  );
}

function cloudSyncIndexes(): string[] {
  return cloudSyncedTables.flatMap((table) => [
    `CREATE INDEX idx_${table}_unsynced ON ${table}(id) WHERE synced_at IS NULL`,
    `CREATE UNIQUE INDEX ux_${table}_origin ON ${table}(origin_device_id, origin_local_id) WHERE origin_device_id IS NOT NULL`,
  ]);
}
