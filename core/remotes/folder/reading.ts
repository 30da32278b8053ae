import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { fail } from '../../model/errors.ts';
import type { Entry, StoredObject } from '../../ports/remote.ts';
import { entryOf, etagOf } from './entry.ts';
import { errorCode, notAFile } from './folder-fault.ts';

/** Not through a link, which could lead anywhere; not waiting for ever where somebody put a pipe. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Throws ENOENT, other errors of the file system, and `object-damaged` above `bytesMax` or for what is no file. */
export async function readObject(path: string, key: string, bytesMax: number): Promise<StoredObject> {
  const file = await openObject(path, key);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile()) throw notAFile(key);
    // Bytes and etag are of one file: a writer replaces the name, never the content.
    return { body: await readBounded(file, Number(stats.size), key, bytesMax), etag: etagOf(stats) };
  } finally {
    await file.close();
  }
}

/** Throws ENOENT, other errors of the file system, and `object-damaged` for what is no file. */
export async function lookAtObject(path: string, key: string): Promise<Entry> {
  const stats = await lstat(path, { bigint: true });
  if (!stats.isFile()) throw notAFile(key);
  return entryOf(key, stats);
}

async function openObject(path: string, key: string): Promise<FileHandle> {
  try {
    return await open(path, openFlags);
  } catch (error) {
    if (errorCode(error) === 'ELOOP' || errorCode(error) === 'EMLINK') throw notAFile(key, error);
    throw error;
  }
}

async function readBounded(file: FileHandle, size: number, key: string, bytesMax: number): Promise<Uint8Array> {
  if (size > bytesMax)
    throw fail('object-damaged', { key, finding: `${size} bytes, more than the ${bytesMax} it can have` });
  const body = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(body, filled, size - filled, filled);
    // A program that syncs this folder cut the file meanwhile; checksums tell.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return body.subarray(0, filled);
}
