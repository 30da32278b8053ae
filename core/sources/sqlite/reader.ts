import { statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { fail, isFault } from '../../model/errors.ts';
import { needsWriting, withFaults } from './faults.ts';
import { journalModeOf } from './header.ts';
import { exists, fileState, followLinks, type LiveFile } from './live-file.ts';
import { untilUnlocked } from './locked.ts';
import { openDatabase } from './open.ts';
import { withStillCopy } from './still-copy.ts';

/** A connection inside one read transaction: everything read through it is of one moment. */
export interface Reader {
  readonly db: Database.Database;
  readonly live: LiveFile;
  /** In rollback-journal mode a reader keeps writers waiting; in WAL mode, or on a copy, nobody is. */
  readonly holdsUpWriters: boolean;
}

/**
 * Reads the live file without a trace: its bytes and those of its -wal stay, no file beside it appears or goes. The -shm
 * (an index that every opener may rebuild) is the one thing that may be rewritten. Faults: `source-missing`,
 * `source-empty`, `source-not-database`, `source-corrupt`, `source-unreadable`, `source-locked`.
 */
export async function withReader<T>(
  live: LiveFile,
  use: (reader: Reader) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withFaults({ path: live.path }, async () => {
    const { kind } = await fileState(live.path);
    if (kind === 'absent') throw fail('source-missing', { path: live.path });
    if (kind === 'empty') throw fail('source-empty', { path: live.path });
    const file = await followLinks(live.path);
    const inPlace = await openInPlace(live, file, signal);
    if (inPlace !== null) return useAndClose(inPlace, use);
    return withStillCopy(live, file, async (copy) => {
      const reader = await open(live, copy, false, signal);
      if (reader === null) throw new Error(`a copy in our own folder cannot be opened: ${copy}`);
      return useAndClose({ ...reader, holdsUpWriters: false }, use);
    });
  });
}

/** As withReader; null where there is no file, an empty one, or one that SQLite cannot open. */
export async function withReaderIfAny<T>(live: LiveFile, use: (reader: Reader | null) => Promise<T>): Promise<T> {
  if ((await fileState(live.path)).kind !== 'file') return use(null);
  let isOpen = false;
  try {
    return await withReader(live, (reader) => {
      isOpen = true;
      return use(reader);
    });
  } catch (error) {
    const isBroken = isFault(error, 'source-not-database') || isFault(error, 'source-corrupt');
    if (isOpen || !isBroken) throw error;
    return use(null);
  }
}

/**
 * A reader of the live file itself; null where SQLite would have to write beside it (then a copy must be read).
 *
 * | beside the database | how | why |
 * |---|---|---|
 * | no -wal, no -journal | read and write | in WAL mode every opener makes -wal and -shm, and only one that may write removes them; nothing is in them, so the file itself is not written |
 * | -wal and -shm | read only | a process may be at work; or it died, and a last closer that may write would fold the -wal into the file |
 * | -journal | read only | its writer is at work; else (it is hot) not in place |
 * | -wal without -shm, no right to write | not in place | |
 *
 * To be closed with closeReader.
 */
export async function openInPlace(live: LiveFile, file: string, signal?: AbortSignal): Promise<Reader | null> {
  const readonly = await readOnlyOpen(file);
  return readonly === null ? null : open(live, file, readonly, signal);
}

/**
 * Closes the connection. If the writer left meanwhile, a -wal without content may be left beside the file, which a
 * read-only connection cannot remove: SQLite does so when one that may write closes last.
 */
export function closeReader(db: Database.Database): void {
  const { name, readonly } = db;
  db.close();
  if (readonly) removeEmptyWal(name);
}

/** Removes a -wal without content, with its -shm, unless somebody has the database open: a killed process leaves them. */
function removeEmptyWal(name: string): void {
  if (statSync(`${name}-wal`, { throwIfNoEntry: false })?.size !== 0) return;
  try {
    const last = openDatabase(name);
    try {
      last.pragma('schema_version');
    } finally {
      last.close();
    }
  } catch {
    // Tidiness only: what is left is empty.
  }
}

/** True: read only; false: read and write; null: not in place. */
async function readOnlyOpen(file: string): Promise<boolean | null> {
  const [wal, shm, journal] = await Promise.all([
    exists(`${file}-wal`),
    exists(`${file}-shm`),
    exists(`${file}-journal`),
  ]);
  if (wal) return shm ? true : null;
  if (journal) return true;
  if ((await isWritable(file)) && (await isWritable(dirname(file)))) return false;
  return (await journalModeOf(file)) === 'rollback' ? true : null;
}

async function open(
  live: LiveFile,
  file: string,
  readonly: boolean,
  signal: AbortSignal | undefined,
): Promise<Reader | null> {
  try {
    return await untilUnlocked({ path: live.path, clock: live.clock, signal }, () =>
      beginReading(live, file, readonly),
    );
  } catch (error) {
    if (needsWriting(error)) return null;
    throw error;
  }
}

function beginReading(live: LiveFile, file: string, readonly: boolean): Reader {
  const db = openDatabase(file, { readonly });
  try {
    const journalMode = db.pragma('journal_mode', { simple: true });
    db.exec('BEGIN');
    // BEGIN alone takes no lock; the first read does, and tells what is wrong with the file.
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return { db, live, holdsUpWriters: journalMode !== 'wal' };
  } catch (error) {
    db.close();
    throw error;
  }
}

async function useAndClose<T>(reader: Reader, use: (reader: Reader) => Promise<T>): Promise<T> {
  try {
    return await use(reader);
  } finally {
    closeReader(reader.db);
  }
}

async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
