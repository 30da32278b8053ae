import Database from 'better-sqlite3';
import { fail } from '../../../model/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RecordWriting } from '../../../ports/record-source.ts';
import { isDiskFull, needsWriting, withFaults } from '../../sqlite/faults.ts';
import { fileState, followLinks, type LiveFile } from '../../sqlite/live-file.ts';
import { untilUnlocked } from '../../sqlite/locked.ts';
import { openDatabase } from '../../sqlite/open.ts';
import { foldWal } from './fold-wal.ts';
import { viewOf } from './reading.ts';
import { guarded, statementsOf } from './statements.ts';
import { writingOf } from './writing.ts';

/** Nobody holds the write lock of a memory this long; then something is wrong, and people want to hear of it. */
export const writeWaitMsMax = 15_000;
/** As the worker has it: its -wal goes back to this size when it is used from the start again. */
const walBytesKept = 4 * 1024 * 1024;

/** Tells how long the write lock was held. */
export type LockTimer = (heldMs: number) => void;

/**
 * Runs `work` under the write lock of the live file, on a connection of its own, and commits; what `work` throws undoes
 * everything. Faults: those of Source; `source-locked` after `writeWaitMsMax`.
 */
export async function inWriteTransaction<T>(
  live: LiveFile,
  work: (writing: RecordWriting) => T,
  held: LockTimer,
): Promise<T> {
  return withFaults({ path: live.path }, async () => {
    const { kind } = await fileState(live.path);
    if (kind === 'absent') throw fail('source-missing', { path: live.path });
    if (kind === 'empty') throw fail('source-empty', { path: live.path });
    const file = await followLinks(live.path);
    const waited = { path: live.path, clock: live.clock, waitMsMax: writeWaitMsMax };
    const db = await untilUnlocked(waited, () => connect(file, live.path));
    try {
      await untilUnlocked(waited, () => writable(live.path, () => void db.exec('BEGIN IMMEDIATE')));
      const done = underLock(db, live, work, held);
      foldWal(db, file);
      return done;
    } finally {
      db.close();
    }
  });
}

function connect(file: string, path: string): Database.Database {
  const db = openDatabase(file);
  try {
    writable(path, () => setAsWorker(db));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Everything that the worker sets and that decides what a write does. */
function setAsWorker(db: Database.Database): void {
  db.pragma('foreign_keys = ON');
  db.pragma('recursive_triggers = OFF');
  db.pragma('synchronous = NORMAL');
  db.pragma(`journal_size_limit = ${walBytesKept}`);
  // A checkpoint belongs after the lock, not into it.
  db.pragma('wal_autocheckpoint = 0');
  if (db.pragma('foreign_keys', { simple: true }) !== 1) throw new Error('SQLite does not keep foreign keys here');
}

/** The file could be opened: what SQLite lacks then is the right to write it, or beside it. */
function writable(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw needsWriting(error) && !isDiskFull(error) ? fail('source-read-only', { path }, error) : error;
  }
}

function underLock<T>(
  db: Database.Database,
  { path, clock }: { readonly path: string; readonly clock: Clock },
  work: (writing: RecordWriting) => T,
  held: LockTimer,
): T {
  const lockedAtMs = clock.monotonicMs();
  const elapsedMs = () => clock.monotonicMs() - lockedAtMs;
  try {
    const done = work(writingOf(viewOf(statementsOf(db, path)), () => clock.now(), elapsedMs));
    if (done instanceof Promise) throw new Error('the work of a write transaction must not wait');
    guarded(path, () => db.exec('COMMIT'));
    return done;
  } finally {
    // Some faults (a full disk) have undone it by themselves.
    if (db.inTransaction) db.exec('ROLLBACK');
    held(elapsedMs());
  }
}
