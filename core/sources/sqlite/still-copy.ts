import { chmod, constants, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { faultOf, isDiskFull } from './faults.ts';
import { fileFacts } from './file-facts.ts';
import { sidecarSuffixes, type LiveFile } from './live-file.ts';

/** A process that starts just now shows within these tries; then it has its -shm and the file is read in place. */
const triesMax = 3;
const retryMs = 200;

let copies = 0;

/**
 * Copies a database that nobody has open, with its -wal or -journal, into the scratch folder, and hands out the copy's
 * path. The copy counts only if size, time stamps and inode of each file, and which files there are, stayed the same.
 */
export async function withStillCopy<T>(live: LiveFile, file: string, use: (copy: string) => Promise<T>): Promise<T> {
  return withScratchFile(live, async (copy) => {
    await copyStill(live, file, copy);
    return use(copy);
  });
}

/** A name for a database of ours that is gone afterwards. */
export async function withScratchFile<T>(
  { scratchFolder }: Pick<LiveFile, 'scratchFolder'>,
  use: (path: string) => Promise<T>,
): Promise<T> {
  copies += 1;
  const path = join(scratchFolder, `live-copy-${process.pid}-${copies}.db`);
  await mkdir(scratchFolder, { recursive: true, mode: 0o700 });
  try {
    return await use(path);
  } finally {
    await removeDatabase(path);
  }
}

/** Removes a database of ours and what SQLite may have left beside it. */
export async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', ...sidecarSuffixes]) await rm(path + suffix, { force: true });
}

async function copyStill(live: LiveFile, file: string, copy: string): Promise<void> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (tries > 0) await live.clock.sleep(retryMs);
    const before = fileFacts(file);
    await removeDatabase(copy);
    await copyParts(live.path, file, copy);
    if (before === fileFacts(file)) return;
  }
  throw fail('source-locked', { path: live.path, waitedMs: (triesMax - 1) * retryMs });
}

/** -shm is left out: it is rebuilt from the -wal. */
async function copyParts(path: string, file: string, copy: string): Promise<void> {
  for (const suffix of ['', '-wal', '-journal']) {
    try {
      await copyFile(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
      // The mode came along; SQLite must write this copy, and nobody else may read it.
      await chmod(copy + suffix, 0o600);
    } catch (error) {
      if (suffix !== '' && (error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw faultOf(error, { path: isDiskFull(error) ? copy : path });
    }
  }
}
