import { rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { notAFile } from './folder-fault.ts';
import { lookOrNull } from './look.ts';

/** Gone afterwards, or was not there. Throws `object-damaged` for a folder under the key, and errors of the file system. */
export async function removeObject(root: string, key: string): Promise<void> {
  const target = join(root, key);
  if ((await lookOrNull(target))?.isDirectory()) throw notAFile(key);
  await rm(target, { force: true });
  await removeEmptyFolders(root, target);
}

/** Snapshots come and go: their empty folders would make every listing slower. The root stays. */
async function removeEmptyFolders(root: string, target: string): Promise<void> {
  for (let folder = dirname(target); folder.length > root.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return; // not empty, or not allowed: an empty folder harms nobody
    }
  }
}
