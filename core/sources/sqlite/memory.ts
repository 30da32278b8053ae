import type Database from 'better-sqlite3';
import type { Source } from '../../ports/source.ts';
import type { Table } from './tables.ts';

/** What tells one kind of memory from another, as far as its database goes. */
export interface Memory {
  readonly kind: Source['kind'];
  /** The tables and columns whose rows are content: what a digest covers and what is counted. */
  content(tables: readonly Table[]): Table[];
  /** The tables that stay on their machine: emptied in images. */
  local(tables: readonly Table[]): Table[];
  /** Whether its full-text indexes must agree with their tables, or are the owner's business. */
  readonly checksFullText: boolean;
  /**
   * Its tool keeps it in WAL mode: so is an image that takes its name. Rollback journals make readers and writers wait for
   * each other, and so whoever reads long reads a copy.
   */
  readonly isWal: boolean;
  /** The set of migrations the database has seen; empty where there is no such thing. */
  schemaVersions(db: Database.Database): number[];
}
