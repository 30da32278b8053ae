/** What every test asks of a claude-mem database: is it healthy, how many rows, which rows. Leaves no file behind. */
import assert from 'node:assert/strict';
import type Database from 'better-sqlite3';
import { fullTextColumns } from '../../core/sources/claude-mem/schema-13.25.3.ts';
import { withPrivateCopy } from './private-copy.ts';

/** The tables whose rows travel between machines. */
export const syncedTables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts', 'tool_uses'] as const;
export type SyncedTable = (typeof syncedTables)[number];

/** Passes only if SQLite finds the file, its foreign keys and its full-text indexes right; names what is wrong. */
export async function assertHealthy(path: string): Promise<void> {
  const findings = await databaseFindings(path);
  assert.deepEqual(findings, [], `${path} is not healthy`);
}

/** What SQLite says against the database; empty when it is healthy. */
export async function databaseFindings(path: string): Promise<string[]> {
  return withPrivateCopy(path, (db) => [
    ...integrityFindings(db),
    ...foreignKeyFindings(db),
    ...Object.keys(fullTextColumns).flatMap((table) => fullTextFindings(db, `${table}_fts`)),
  ]);
}

/** Rows per table, for every ordinary table of the database (no full-text tables, no SQLite tables). */
export async function tableCounts(path: string): Promise<Record<string, number>> {
  return withPrivateCopy(path, (db) => {
    const counts: Record<string, number> = {};
    for (const name of ordinaryTables(db)) {
      counts[name] = Number(db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get());
    }
    return counts;
  });
}

function integrityFindings(db: Database.Database): string[] {
  try {
    const said = db.prepare('PRAGMA integrity_check').pluck().all().map(String);
    return said.filter((line) => line !== 'ok').map((line) => `integrity: ${line}`);
  } catch (error) {
    return [`integrity: ${message(error)}`];
  }
}

function foreignKeyFindings(db: Database.Database): string[] {
  try {
    return db
      .prepare('PRAGMA foreign_key_check')
      .all()
      .map((row) => `foreign key: ${JSON.stringify(row)}`);
  } catch (error) {
    return [`foreign key: ${message(error)}`];
  }
}

function fullTextFindings(db: Database.Database, table: string): string[] {
  try {
    if (!db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table)) return [];
    // With rank the index is compared with the rows; without it an empty index passes.
    db.prepare(`INSERT INTO ${table}(${table}, rank) VALUES ('integrity-check', 1)`).run();
    return [];
  } catch (error) {
    return [`full text of ${table}: ${message(error)}`];
  }
}

function ordinaryTables(db: Database.Database): string[] {
  return db
    .prepare(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all()
    .map(String);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
