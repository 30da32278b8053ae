import { constants, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, sidecarSuffixes } from './live-file.ts';

/**
 * Moves a database with its -wal, -shm and -journal into `folder`, which may be on another disk. Nothing there is
 * overwritten, nothing is ever deleted before its copy is on the disk. After a crash the rest follows at the next call.
 */
export async function setAside(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const suffix of ['', ...sidecarSuffixes]) {
    if (await exists(file + suffix)) await move(file + suffix, await freeName(join(folder, basename(file) + suffix)));
  }
  await flush(folder);
  await flush(dirname(file));
}

/** Waits until what was written to a file, or renamed in a folder, is on the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // First under another name: half a copy must not look like a whole one.
    const part = `${to}.part`;
    await rm(part, { force: true });
    await copyFile(from, part, constants.COPYFILE_EXCL);
    await flush(part);
    await rename(part, to);
    await flush(dirname(to));
    await rm(from);
  }
}

async function freeName(wanted: string): Promise<string> {
  for (let number = 0; ; number += 1) {
    const name = number === 0 ? wanted : `${wanted}.${number}`;
    if (!(await exists(name))) return name;
  }
}
