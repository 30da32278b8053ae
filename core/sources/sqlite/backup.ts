import { writeFile } from 'node:fs/promises';
import type Database from 'better-sqlite3';
import type { WorkOptions } from '../../ports/source.ts';
import { throwIfAborted } from './abort.ts';
import { bytesOf } from './facts.ts';
import { faultOf, isDiskFull, isLocked } from './faults.ts';
import { locked, untilUnlocked } from './locked.ts';
import type { Reader } from './reader.ts';
import { removeDatabase } from './still-copy.ts';

/** Copied between two looks at the event loop: a millisecond on a laptop, some tens on a memory card. */
const stepBytes = 1024 * 1024;
/** A rollback-journal database whose writer hinders the copy this often is then held still until the copy is done. */
const hindrancesMax = 3;
/** Steps in a row that a lock has hindered: up to half a second, then the copy is given up and begun anew later. */
const stalledStepsMax = 25;

/**
 * Copies the database to the new file `to`, through SQLite, in steps. One moment: in WAL mode the reader's transaction
 * is held, so that no write of another process starts the copy anew, and nobody waits. In rollback-journal mode writers
 * would wait for a held reader, so it lets go between the steps and holds only when it keeps being started anew.
 * What stands at `to` after a failure or an abort is removed.
 */
export async function backUp(
  { db, holdsUpWriters, live }: Reader,
  to: string,
  options: WorkOptions = {},
): Promise<void> {
  if (holdsUpWriters) db.exec('COMMIT');
  const hindrances = hindranceCounter();
  const watch = (remainingPages: number) => {
    if (holdsUpWriters && hindrances(remainingPages) >= hindrancesMax) holdStill(db);
  };
  try {
    await untilUnlocked({ path: live.path, clock: live.clock, signal: options.signal }, async () => {
      await removeDatabase(to);
      // SQLite would make it readable for everybody.
      await writeFile(to, '', { flag: 'wx', mode: 0o600 });
      return inSteps(db, to, options, watch);
    });
  } catch (error) {
    const isFull = isDiskFull(error);
    await removeDatabase(to);
    // The disk of the copy, not that of the database.
    throw isFull ? faultOf(error, { path: to, needBytes: bytesOf(db) }) : error;
  }
}

/**
 * SQLite's backup of `db` into the file `to`, page by page, until all is there; `watch` sees what remains after each step.
 * `locked` where nothing was written because another connection holds a lock, on either side.
 */
export async function inSteps(
  db: Database.Database,
  to: string,
  { progress, signal }: WorkOptions,
  watch: (remainingPages: number) => void = () => {},
): Promise<typeof locked | 'copied'> {
  const pageBytes = db.pragma('page_size', { simple: true }) as number;
  const stepPages = Math.max(1, Math.floor(stepBytes / pageBytes));
  const isStalled = stallDetector();
  let copiedPages = 0;
  const copying = db.backup(to, {
    progress({ totalPages, remainingPages }) {
      throwIfAborted(signal, 'copying the database');
      if (isStalled(remainingPages)) throw new Stalled();
      watch(remainingPages);
      // A copy that was started anew has fewer pages done than before: only what is more is told.
      const done = totalPages - remainingPages;
      if (done > copiedPages) progress?.advance((done - copiedPages) * pageBytes);
      copiedPages = Math.max(copiedPages, done);
      return stepPages;
    },
  });
  const { totalPages } = await copying.catch(stalledAsNothing);
  // better-sqlite3 takes "busy before the first page" for "nothing remains".
  if (totalPages === 0) return locked;
  if (totalPages > copiedPages) progress?.advance((totalPages - copiedPages) * pageBytes);
  return 'copied';
}

/** better-sqlite3 tries a step again at once when it was busy, for ever. */
class Stalled extends Error {}

function stalledAsNothing(error: unknown): { readonly totalPages: number } {
  if (error instanceof Stalled) return { totalPages: 0 };
  throw error;
}

function stallDetector(): (remainingPages: number) => boolean {
  let before = Infinity;
  let steps = 0;
  return (remainingPages) => {
    steps = remainingPages === before ? steps + 1 : 0;
    before = remainingPages;
    return steps >= stalledStepsMax;
  };
}

/** Counts the steps after which no less remains: a write started the copy anew, or a lock hindered it. */
function hindranceCounter(): (remainingPages: number) => number {
  let before = Infinity;
  let hindrances = 0;
  return (remainingPages) => {
    if (remainingPages >= before) hindrances += 1;
    before = remainingPages;
    return hindrances;
  };
}

function holdStill(db: Database.Database): void {
  if (db.inTransaction) return;
  db.exec('BEGIN');
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    db.exec('ROLLBACK');
    // The writer is at it right now: after the next step.
    if (!isLocked(error)) throw error;
  }
}
