import type { BigIntStats } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorCode } from './folder-fault.ts';

/** Only the person who syncs may read what is sealed less well than they think, or list it. */
export const folderMode = 0o700;
const fileMode = 0o600;

/** What a file system says that has no such thing as syncing, mostly of folders (FUSE, Windows, some shares). */
const cannotSync = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EPERM', 'EACCES', 'EBADF']);

/** Writes a new file and returns when its bytes are on the disk; nothing is left of it on a failure. Throws EEXIST. */
export async function writeNewFile(path: string, body: Uint8Array): Promise<BigIntStats> {
  const file = await open(path, 'wx', fileMode);
  try {
    await file.writeFile(body);
    await ignoringNoSync(file.sync());
    // After the sync: a network folder's server has set the time by then.
    return await file.stat({ bigint: true });
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable, as far as its file system can. */
export async function syncFolder(path: string): Promise<void> {
  await ignoringNoSync(openAndSync(path));
}

async function openAndSync(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function ignoringNoSync(sync: Promise<void>): Promise<void> {
  try {
    await sync;
  } catch (error) {
    if (!cannotSync.has(errorCode(error) ?? '')) throw error;
  }
}

/** Makes the folders from `base` (which must be there, and is never made) down to `path`. Throws ENOTDIR, EEXIST. */
export async function makeFoldersBelow(base: string, path: string): Promise<void> {
  let folder = base;
  for (const name of relative(base, path).split(sep)) {
    const parent = folder;
    folder = join(parent, name);
    if (await makeFolder(folder)) await syncFolder(parent);
  }
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: folderMode });
    return true;
  } catch (error) {
    // A file of that name is noticed one step later, as ENOTDIR.
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
