import Database from 'better-sqlite3';
import { busyTimeoutMs } from './locked.ts';

/** Page cache of one connection, instead of better-sqlite3's 16 MB: we read from end to end, and boards are small. */
const cacheKiB = 2048;

/** A connection to a database that exists. */
export function openDatabase(path: string, { readonly = false } = {}): Database.Database {
  const db = new Database(path, { readonly, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    db.pragma(`cache_size = -${cacheKiB}`);
  } catch {
    // Locked, or no database: SQLite reads the schema for this. The first real read tells.
  }
  return db;
}
