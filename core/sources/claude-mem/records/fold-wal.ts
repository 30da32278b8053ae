import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';

/** As large as SQLite lets it grow by itself (1,000 pages of 4 KiB). */
const walBytesMax = 4 * 1024 * 1024;

/**
 * Brings what stands in a grown -wal into the database, as far as that keeps nobody waiting: else the memory tool's next
 * write would have to, with our rows among its own.
 */
export function foldWal(db: Database.Database, file: string): void {
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (wal === undefined || wal.size < walBytesMax) return;
  try {
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // It is committed; folding is a service, and somebody else's checkpoint does it too.
  }
}
