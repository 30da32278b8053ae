import { closeSync, constants, fstatSync, lstatSync, openSync, rmSync, type BigIntStats } from 'node:fs';
import Database from 'better-sqlite3';
import { codeOf } from './file-fault.ts';

/** A lock on a file, until `release` or until the process is gone, however it goes. */
export interface HeldFile {
  readonly path: string;
  /** Frees the lock and removes its file. Idempotent. */
  release(): void;
}

/**
 * Others kept unlinking the file under us. Each try needs another process to come and go in a few microseconds, so
 * this many mean that something else removes the file all the time.
 */
const triesMax = 1_000;

/** What this process holds, by device and inode. Also keeps the connections from the garbage collector, which would close them. */
const held = new Map<string, Holding>();

interface Holding {
  readonly db: Database.Database;
  readonly file: number;
}

/**
 * Takes the lock on `path`, made with `mode` if need be, or returns null at once when another has it. Throws the
 * system's error when the file cannot be opened for writing.
 *
 * The lock is SQLite's own exclusive lock on an empty database: a record lock of the kernel (fcntl; LockFileEx on
 * Windows), which vanishes with the process on every system. Two traps of such locks are handled here. Closing *any*
 * descriptor of the file drops the lock of the whole process: so this process never opens a lock file that it holds
 * (`held`); do not open one elsewhere. `held` knows only its own thread, and the locks are the whole process's: of one lock
 * file only one thread may ever take the lock, or look at it. And a lock on a file that its former
 * holder has just unlinked excludes nobody: so the name is compared with the inode after locking.
 */
export function holdFile(path: string, mode: number): HeldFile | null {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const before = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (before !== undefined && held.has(identity(before))) return null;
    const file = openOrMake(path, mode);
    const db = file === null ? null : lock(path, file);
    if (file === null || db === 'moved') continue;
    if (db === null) return null;
    const key = identity(fstatSync(file, { bigint: true }));
    held.set(key, { db, file });
    return { path, release: () => release(path, key) };
  }
  throw new Error(`the lock file ${path} vanishes again and again`);
}

/**
 * The locked connection; null when another process has the lock, 'moved' when it was lost or the name now means
 * another file. In both cases `file` is closed.
 */
function lock(path: string, file: number): Database.Database | 'moved' | null {
  let db: Database.Database | null = null;
  try {
    db = new Database(path, { timeout: 0 });
    // No journal beside the lock file, because nothing ever reaches the disk: the change below is never committed.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    // Where SQLite may only read, BEGIN EXCLUSIVE quietly takes a shared lock; a change is refused then.
    db.pragma('user_version = 1');
    // While `file` is open its inode cannot be given to another file, and an unlinked file never gets its name back.
    // So if the name means `file` now, it did all the time, and it is what SQLite opened and locked.
    const now = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (now !== undefined && identity(now) === identity(fstatSync(file, { bigint: true }))) return db;
    close(db, file);
    return 'moved';
  } catch (error) {
    close(db, file);
    const code = codeOf(error) ?? '';
    // Read-only although we could open it for writing: another user's file in a shared folder, see fs.protected_regular.
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_READONLY')) return null;
    if (code.startsWith('SQLITE_CANTOPEN') && !isThere(path)) return 'moved';
    throw error;
  }
}

/** Null when the file went or came between two looks: try again. Never follows a symlink, which others may have laid in a shared folder. */
function openOrMake(path: string, mode: number): number | null {
  const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
  try {
    return openSync(path, constants.O_RDWR | noFollow);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | noFollow, mode);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

function release(path: string, key: string): void {
  const holding = held.get(key);
  if (holding === undefined) return;
  held.delete(key);
  // Before the lock is freed: whoever waits for it then finds the name gone and begins anew. Windows cannot remove an
  // open file, ours or the next holder's, so there it goes after.
  if (process.platform !== 'win32') rmSync(path, { force: true });
  close(holding.db, holding.file);
  if (process.platform === 'win32') removeIfClosed(path);
}

function close(db: Database.Database | null, file: number): void {
  db?.close();
  closeSync(file);
}

function removeIfClosed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The next holder has it open already.
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function identity(facts: BigIntStats): string {
  return `${facts.dev}:${facts.ino}`;
}
