/**
 * Looking at a database without leaving a mark: opening a WAL database, even read-only, may leave -wal and -shm beside it,
 * and the full-text check is an INSERT. So every look goes to a private copy that is thrown away.
 */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Copies `path` consistently, also while a worker writes to it, and gives the open copy to `look`. */
export async function withPrivateCopy<T>(path: string, look: (db: Database.Database) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'membridge-look-'));
  try {
    const copy = join(folder, 'copy.db');
    await copyDatabase(path, copy);
    const db = new Database(copy);
    try {
      return look(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyDatabase(path: string, copy: string): Promise<void> {
  if (!existsSync(path)) throw new Error(`no database at ${path}`);
  if (existsSync(`${path}-wal`) && existsSync(`${path}-shm`)) {
    // Somebody may be writing, so plain copying could tear it. Both side files exist: this connection leaves no new one.
    const live = new Database(path, { readonly: true, fileMustExist: true });
    try {
      await live.backup(copy);
    } finally {
      live.close();
    }
    return;
  }
  // Nobody has it open (an open WAL database has a -shm): a -wal alone is a left-over whose commits count.
  copyFileSync(path, copy, constants.COPYFILE_FICLONE);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
}
