import type Database from 'better-sqlite3';
import type { SourceFacts } from '../../model/content.ts';
import type { Memory } from './memory.ts';
import { rowCountOf, tablesOf } from './tables.ts';

/** What can be told of a database; rows are counted unless they are known. */
export function factsOf(
  db: Database.Database,
  memory: Memory,
  toolVersion: string | null,
  rows = countRows(db, memory),
): SourceFacts {
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  return { bytes: bytesOf(db), pageBytes, rows, schemaVersions: memory.schemaVersions(db), toolVersion };
}

/** Size of the database as the connection sees it, what is still in its -wal included. */
export function bytesOf(db: Database.Database): number {
  return (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number);
}

function countRows(db: Database.Database, memory: Memory): Record<string, number> {
  return Object.fromEntries(memory.content(tablesOf(db)).map((table) => [table.name, rowCountOf(db, table)]));
}
