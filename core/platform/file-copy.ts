import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, isFault } from '../model/errors.ts';
import { syncFolder } from './atomic-file.ts';
import { codeOf, fileFault } from './file-fault.ts';

/** Copies a file to a new one (0600) that must not be there, flushed. Faults: `disk-full`; then nothing is left. */
export async function copyToNew(from: string, to: string): Promise<void> {
  let isOurs = false;
  try {
    // Shares the blocks where the file system can, so that a copy costs no space there.
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    isOurs = true;
    await chmod(to, 0o600);
    const file = await open(to, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Without space the system's copy may leave a part behind; a file that was there before is not ours to remove.
    if (isOurs || codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') await rm(to, { force: true });
    throw fileFault(error, to, await sizeOf(from));
  }
}

/**
 * Copies a file to where a person wants it: whole or not at all, also when killed. Faults: `file-exists` (never
 * overwrites), `disk-full`, `usage` (no such folder, no right to write there).
 */
export async function handTo(from: string, to: string): Promise<void> {
  const temporary = join(dirname(to), `.${basename(to)}.membridge-part`);
  try {
    await rm(temporary, { force: true });
    await copyToNew(from, temporary);
    await nameAnew(temporary, to);
  } catch (error) {
    if (isFault(error)) throw error;
    throw fail('usage', { detail: `${to} cannot be written: ${codeOf(error) ?? String(error)}` }, error);
  } finally {
    await rm(temporary, { force: true });
  }
  syncFolder(dirname(to));
}

/** Gives a file its name, which must be free: a link, unlike a rename, never replaces what is there. */
export async function nameAnew(temporary: string, to: string): Promise<void> {
  try {
    await link(temporary, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw fail('file-exists', { path: to }, error);
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(codeOf(error) ?? '')) throw error;
    // A USB stick knows no links. Between this look and the rename another program could still make the file.
    if (await isThere(to)) throw fail('file-exists', { path: to }, error);
    await rename(temporary, to);
  }
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await lstat(path)).size;
}
