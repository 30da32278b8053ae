import { lstat, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { fail } from '../../model/errors.ts';
import { withFaults } from './faults.ts';

/**
 * The database that another program owns. Never open, read or copy it through node:fs while a connection of ours may
 * be open: closing any descriptor of a file drops the POSIX locks of all, and a writer would no longer see us.
 */
export interface LiveFile {
  /** The path a person knows; may be a symbolic link. */
  readonly path: string;
  /** A folder of ours for copies; what a crash leaves there begins with `live-copy-`. */
  readonly scratchFolder: string;
  readonly clock: Clock;
}

export type FileState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'file'; readonly bytes: number };

/** What SQLite keeps beside a database. A stale one is replayed over whatever file has the name: they travel together. */
export const sidecarSuffixes = ['-wal', '-shm', '-journal'] as const;

/** Linux gives up after 40 links too. */
const linksMax = 40;

/**
 * The file behind symbolic links, whether it exists or not: SQLite keeps -wal beside that one, and a rename must hit it,
 * not the link.
 */
export async function followLinks(path: string): Promise<string> {
  let file = resolve(path);
  for (let links = 0; links <= linksMax; links += 1) {
    const target = await readlink(file).catch(() => null);
    if (target === null) return file;
    file = resolve(dirname(file), target);
  }
  throw fail('source-unreadable', { path, reason: 'symbolic links in a circle' });
}

/** Faults: `source-unreadable` for a folder, a device or a path that may not be looked at. */
export async function fileState(path: string): Promise<FileState> {
  return withFaults({ path }, async () => {
    const facts = await stat(path).catch(absentAsNull);
    if (facts === null) return { kind: 'absent' };
    if (!facts.isFile()) {
      const what = facts.isDirectory() ? 'a folder' : 'no ordinary file';
      throw fail('source-unreadable', { path, reason: `it is ${what}` });
    }
    return facts.size === 0 ? { kind: 'empty' } : { kind: 'file', bytes: facts.size };
  });
}

/** Whether something has that name; a dangling link counts. */
export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(absentAsNull)) !== null;
}

/** A name beside `file` for one of ours that must be on the same disk; hidden, and the same after a crash. */
export function besideName(file: string): string {
  return join(dirname(file), `.${basename(file)}.membridge-new`);
}

function absentAsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
