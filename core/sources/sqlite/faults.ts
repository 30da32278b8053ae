import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { fail, isFault, type MembridgeError } from '../../model/errors.ts';

/** Where an operation was, so that its fault can name what a person knows. */
export interface Place {
  /** The file a person knows; for work on an image, the image. */
  readonly path: string;
  /** Bytes the operation was about to write; for `disk-full`. */
  readonly needBytes?: number;
}

/**
 * What SQLite or the file system said, as one of our faults: `source-not-database`, `source-corrupt`,
 * `source-unreadable`, `source-read-only`, `source-locked`, `source-missing`, `disk-full`. Faults of ours pass as they
 * are; what is none of these is a bug and passes too.
 */
export function faultOf(error: unknown, place: Place): unknown {
  if (isFault(error)) return error;
  const code = errorCode(error);
  if (code === null) return error;
  return sqliteFault(code, error, place) ?? fileFault(code, error, place) ?? error;
}

/** Runs `work`; whatever it throws is thrown as the fault it is. */
export async function withFaults<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error, place);
  }
}

/** Another connection holds a lock; trying again helps. */
export function isLocked(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/** Not the database's fault but that of the disk that something was written to. */
export function isDiskFull(error: unknown): boolean {
  const code = errorCode(error);
  return code !== null && ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'].includes(code);
}

/** SQLite met pages that cannot be right. */
export function isCorrupt(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CORRUPT');
}

/** SQLite would have to write (a -shm, a recovery, a roll-back) where this connection must not. */
export function needsWriting(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(READONLY|CANTOPEN|IOERR_SHM|FULL)/.test(error.code);
}

function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function sqliteFault(code: string, error: unknown, { path, needBytes = 0 }: Place): MembridgeError | null {
  const said = (error as Error).message;
  if (!code.startsWith('SQLITE_')) return null;
  if (code === 'SQLITE_NOTADB') return fail('source-not-database', { path }, error);
  if (isCorrupt(error)) return fail('source-corrupt', { path, finding: said }, error);
  if (isLocked(error)) return fail('source-locked', { path, waitedMs: 0 }, error);
  if (code.startsWith('SQLITE_READONLY')) return fail('source-read-only', { path }, error);
  if (isDiskFull(error)) return fail('disk-full', { path, needBytes, freeBytes: freeBytes(path) }, error);
  if (/^SQLITE_(CANTOPEN|PERM|IOERR|AUTH)/.test(code)) return fail('source-unreadable', { path, reason: said }, error);
  return null;
}

function fileFault(code: string, error: unknown, { path, needBytes = 0 }: Place): MembridgeError | null {
  if (code === 'ENOENT' || code === 'ENOTDIR') return fail('source-missing', { path }, error);
  if (code === 'EROFS') return fail('source-read-only', { path }, error);
  if (isDiskFull(error)) {
    return fail('disk-full', { path, needBytes, freeBytes: freeBytes(path) }, error);
  }
  if (/^E(ACCES|PERM|IO|ISDIR|LOOP|MFILE|NFILE|BUSY)$/.test(code)) {
    return fail('source-unreadable', { path, reason: (error as Error).message }, error);
  }
  return null;
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return 0;
  }
}
