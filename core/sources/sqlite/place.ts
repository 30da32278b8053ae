import { chmod, constants, copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { ChangeWatch, PlaceOptions, WorkOptions } from '../../ports/source.ts';
import { fail } from '../../model/errors.ts';
import { inSteps } from './backup.ts';
import { needsWriting, withFaults } from './faults.ts';
import { besideName, exists, followLinks, type LiveFile } from './live-file.ts';
import { locked, untilUnlocked } from './locked.ts';
import { openDatabase } from './open.ts';
import { rewriteWithPageSize } from './page-size.ts';
import { withReaderIfAny } from './reader.ts';
import { flush, setAside } from './set-aside.ts';
import { removeDatabase } from './still-copy.ts';
import { markAsWal } from './wal-header.ts';

interface Placing extends PlaceOptions {
  /** What takes a name is in WAL mode; what is written into a file keeps that file's mode. */
  readonly isWal?: boolean;
}

/** Where there was no file to take the mode from: a memory is private. */
const privateMode = 0o600;
const permissionBits = 0o777;

/**
 * Puts the image into the live file: by SQLite's backup, in one transaction, into the same inode; every open connection
 * sees the new content, a kill at any moment leaves the old one. A file that is absent, empty or cannot be opened is set
 * aside with what lies beside it, and the image takes its name. The image must be ours, closed, without -wal.
 * On return the content is on the disk. Faults: `source-locked`, `source-read-only`, `disk-full`, `interrupted`.
 */
export async function placeImage(
  image: string,
  live: LiveFile,
  asideFolder: string,
  options: Placing = {},
): Promise<'placed' | 'overtaken'> {
  const { size: needBytes } = await stat(image);
  return withFaults({ path: live.path, needBytes }, async () => {
    const file = await followLinks(live.path);
    const target = await openTarget(file, live, options);
    if (target === null) {
      // Whatever came to this name meanwhile is moved aside, not lost.
      await takeName(image, file, asideFolder, options);
      return 'placed';
    }
    try {
      await writeInto(target, file, image, live, options);
      return 'placed';
    } catch (error) {
      if (error instanceof Overtaken) return 'overtaken';
      throw error;
    } finally {
      target.close();
    }
  });
}

/**
 * A connection to the live file; null where its content cannot be written through SQLite. That is found out by reading
 * without a trace: a connection that may write deletes the -wal of a file it cannot open, and with it what could be saved.
 */
async function openTarget(file: string, live: LiveFile, { signal }: WorkOptions): Promise<Database.Database | null> {
  const isReadable = await withReaderIfAny(live, async (reader) => reader !== null);
  if (!isReadable) return null;
  return untilUnlocked({ path: live.path, clock: live.clock, signal }, () => {
    const db = openDatabase(file);
    try {
      schemaCookieOf(db);
      return db;
    } catch (error) {
      db.close();
      // It could be read, so what SQLite lacks is the right to write beside it.
      throw needsWriting(error) ? fail('source-read-only', { path: live.path }, error) : error;
    }
  });
}

async function writeInto(
  target: Database.Database,
  file: string,
  image: string,
  live: LiveFile,
  options: PlaceOptions,
): Promise<void> {
  const pageBytes = target.pragma('page_size', { simple: true }) as number;
  const repaged = `${image}-repaged`;
  let db = openDatabase(image);
  try {
    if (db.pragma('page_size', { simple: true }) !== pageBytes) {
      db.close();
      await rewriteWithPageSize(image, repaged, pageBytes);
      db = openDatabase(repaged);
    }
    await writeOnce(target, file, db, live, options);
  } finally {
    db.close();
    await removeDatabase(repaged);
  }
  await makeDurable(target, file);
}

/**
 * Done is what the schema cookie shows, not what better-sqlite3 says, which takes a refusal for a small database. The
 * cookie is looked at before each try too, so that nothing is ever written twice: a completed place adds exactly one.
 */
async function writeOnce(
  target: Database.Database,
  file: string,
  image: Database.Database,
  live: LiveFile,
  options: PlaceOptions,
): Promise<void> {
  const before = schemaCookieOf(target);
  const guard = overtakenGuard(target, options.since);
  const isPlaced = () => schemaCookieOf(target) !== before;
  await untilUnlocked({ path: live.path, clock: live.clock, signal: options.signal }, async () => {
    if (isPlaced()) return 'placed';
    if ((await inSteps(image, file, options, guard)) === locked) return locked;
    return isPlaced() ? 'placed' : locked;
  });
}

class Overtaken extends Error {}

/**
 * Called between the steps, when the write lock is ours and the old content still stands: whoever committed since the copy
 * is seen now, and nobody can any more. In rollback-journal mode the lock shuts out every look but at the file's time
 * stamp, which is ours to change from the second step on.
 */
function overtakenGuard(target: Database.Database, since: ChangeWatch | undefined): () => void {
  if (since === undefined) return () => {};
  const isWal = target.pragma('journal_mode', { simple: true }) === 'wal';
  let isFirst = true;
  return () => {
    const overtaken = isWal ? since.changed() : isFirst && since.touched();
    isFirst = false;
    if (overtaken) throw new Overtaken();
  };
}

/** In WAL mode the commit may still be in memory only. A reader may hold up the checkpoint, so the -wal is flushed too. */
async function makeDurable(target: Database.Database, file: string): Promise<void> {
  target.pragma('synchronous = FULL');
  target.pragma('wal_checkpoint(TRUNCATE)');
  // Locks are on the database and its -shm: opening the -wal drops none.
  if (await exists(`${file}-wal`)) await flush(`${file}-wal`);
}

async function takeName(image: string, file: string, asideFolder: string, options: Placing): Promise<void> {
  const { signal, isWal = false } = options;
  const mode = await stat(file)
    .then((facts) => facts.mode & permissionBits)
    .catch(() => privateMode);
  const beside = besideName(file);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await rm(beside, { force: true });
  await copyFile(image, beside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  if (isWal) await markAsWal(beside);
  await chmod(beside, mode);
  await flush(beside);
  if (signal?.aborted === true) {
    await rm(beside, { force: true });
    throw fail('interrupted', { during: 'placing the database' });
  }
  // Before the new file has the name: an old -wal beside it would be replayed over it (claude-mem.md section 4).
  await setAside(file, asideFolder);
  await rename(beside, file);
  await flush(dirname(file));
}

function schemaCookieOf(db: Database.Database): number {
  return db.pragma('schema_version', { simple: true }) as number;
}
