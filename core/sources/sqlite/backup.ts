import { writeFile } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import type { WorkOptions } from '../../ports/source.ts';
import { throwIfAborted } from './abort.ts';
import { locked } from './locked.ts';
import type { Reader } from './reader.ts';
import { removeDatabase } from './still-copy.ts';

/** Copied between two looks at the event loop: a millisecond on a laptop, some tens on a memory card. */
const stepBytes = 1024 * 1024;
/** A rollback-journal database whose writer starts the copy anew this often is then held still until the copy is done. */
const restartsMax = 3;

/**
 * Copies the database to the new file `to`, through SQLite, in steps. One moment: in WAL mode the reader's transaction
 * is held, so that no write of another process starts the copy anew, and nobody waits. In rollback-journal mode writers
 * would wait for a held reader, so it lets go between the steps and holds only when it keeps being started anew.
 * What stands at `to` after a failure or an abort is removed.
 */
export async function backUp({ db, holdsUpWriters }: Reader, to: string, options: WorkOptions = {}): Promise<void> {
  if (holdsUpWriters) db.exec('COMMIT');
  const restarts = restartCounter();
  await removeDatabase(to);
  try {
    // SQLite would make it readable for everybody.
    await writeFile(to, '', { flag: 'wx', mode: 0o600 });
    const copied = await inSteps(db, to, options, (remainingPages) => {
      if (holdsUpWriters && restarts(remainingPages) === restartsMax) holdStill(db);
    });
    if (copied === locked) throw new Error(`the new file ${to} is locked by somebody`);
  } catch (error) {
    await removeDatabase(to);
    throw error;
  }
}

/**
 * SQLite's backup of `db` into the file `to`, page by page, until all is there; `watch` sees what remains after each step.
 * `locked` where nothing was written because another connection holds a lock on `to`.
 */
export async function inSteps(
  db: Database.Database,
  to: string,
  { progress, signal }: WorkOptions,
  watch: (remainingPages: number) => void = () => {},
): Promise<typeof locked | 'copied'> {
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  const stepPages = Math.max(1, Math.floor(stepBytes / pageBytes));
  let copiedPages = 0;
  const { totalPages } = await db.backup(to, {
    progress({ totalPages: pages, remainingPages }) {
      throwIfAborted(signal, 'copying the database');
      watch(remainingPages);
      // A copy that was started anew has fewer pages done than before: only what is more is told.
      const done = pages - remainingPages;
      if (done > copiedPages) progress?.advance((done - copiedPages) * pageBytes);
      copiedPages = Math.max(copiedPages, done);
      return stepPages;
    },
  });
  // better-sqlite3 takes "busy before the first page" for "nothing remains".
  if (totalPages === 0) return locked;
  if (totalPages > copiedPages) progress?.advance((totalPages - copiedPages) * pageBytes);
  return 'copied';
}

function restartCounter(): (remainingPages: number) => number {
  let before = Infinity;
  let restarts = 0;
  return (remainingPages) => {
    if (remainingPages > before) restarts += 1;
    before = remainingPages;
    return restarts;
  };
}

function holdStill(db: Database.Database): void {
  if (db.inTransaction) return;
  db.exec('BEGIN');
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
}
