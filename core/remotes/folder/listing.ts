import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../../ports/remote.ts';
import { isObjectName } from '../object-key.ts';
import { entryOf } from './entry.ts';
import { errorCode, notAFolder } from './folder-fault.ts';
import { parseTemporaryName } from './temporary-name.ts';

/** Files looked at in one go: enough to hide a share's delay, few enough to stop early at little cost. */
const looksAtOnce = 32;

export interface Walk {
  readonly root: string;
  readonly prefix: string;
  readonly startAfter: string;
  /** Throws when the whole folder is gone: what is absent while we walk must not be taken for deleted. */
  checkPresent(): Promise<void>;
  noteLitter(path: string): void;
}

/**
 * The objects below a prefix, in byte order. One folder's names are in memory at a time, and those of its parents; what
 * is not ours (other names, links, devices) is passed over. Throws errors of the file system.
 */
export async function* walk(from: Walk): AsyncGenerator<Entry> {
  // Begins at the deepest folder that the prefix names.
  yield* walkFolder(from, from.prefix.slice(0, from.prefix.lastIndexOf('/') + 1));
}

/** `path` is '' or ends with a slash. */
async function* walkFolder(from: Walk, path: string): AsyncGenerator<Entry> {
  let files: string[] = [];
  for (const key of await keysOf(from, path)) {
    if (key.endsWith('/') || files.length === looksAtOnce) {
      yield* entriesOf(from, files);
      files = [];
    }
    if (key.endsWith('/')) yield* walkFolder(from, key);
    else files.push(key);
  }
  yield* entriesOf(from, files);
}

/** Keys of the files in one folder, and of its folders with a slash, as far as they can hold what is asked for. */
async function keysOf(from: Walk, path: string): Promise<string[]> {
  const keys: string[] = [];
  for (const found of await namesIn(from, path)) {
    if (found.isFile() && parseTemporaryName(found.name) !== null) from.noteLitter(join(from.root, path, found.name));
    if (!isObjectName(found.name)) continue;
    const key = `${path}${found.name}`;
    if (found.isFile() && key.startsWith(from.prefix) && key > from.startAfter) keys.push(key);
    if (found.isDirectory() && mayHold(`${key}/`, from)) keys.push(`${key}/`);
  }
  // Names are ASCII, so this is byte order; the slash at the end puts `a-b` before `a/…`, where it belongs.
  return keys.sort();
}

function mayHold(folder: string, from: Walk): boolean {
  const inPrefix = folder.startsWith(from.prefix) || from.prefix.startsWith(folder);
  return inPrefix && (folder > from.startAfter || from.startAfter.startsWith(folder));
}

async function namesIn(from: Walk, path: string): Promise<Dirent[]> {
  try {
    return await readdir(join(from.root, path), { withFileTypes: true });
  } catch (error) {
    await from.checkPresent();
    if (errorCode(error) === 'ENOENT') return [];
    if (errorCode(error) === 'ENOTDIR') throw notAFolder(path, error);
    throw error;
  }
}

async function* entriesOf(from: Walk, keys: readonly string[]): AsyncGenerator<Entry> {
  for (const entry of await Promise.all(keys.map((key) => entryOrNull(from, key)))) if (entry !== null) yield entry;
}

/** Null when it was deleted since its folder was read. */
async function entryOrNull(from: Walk, key: string): Promise<Entry | null> {
  try {
    const stats = await lstat(join(from.root, key), { bigint: true });
    return stats.isFile() ? entryOf(key, stats) : null;
  } catch (error) {
    await from.checkPresent();
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
