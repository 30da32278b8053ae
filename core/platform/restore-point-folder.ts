import { mkdir, open, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RestorePointFiles } from '../ports/restore-points.ts';
import { syncFolder } from './atomic-file.ts';
import { codeOf, fileFault } from './file-fault.ts';
import { fileDigest } from './file-blocks.ts';
import { namesIn } from './folder-names.ts';

/** The form of a restore point's id (model/history.ts); other names in the folder are a person's own. */
const idForm = /^r\d+$/;
const copyName = 'claude-mem.db';
const asideName = 'aside';

/** Restore points in `folder` (0700), one folder each. Faults: `disk-full`. */
export function restorePointFolder(folder: string): RestorePointFiles {
  return {
    async prepare(id) {
      const own = ownFolder(folder, id);
      for (const name of await namesIn(own)) {
        // What was moved aside has no other copy.
        if (name !== asideName) await rm(join(own, name), { recursive: true, force: true });
      }
      await makeFolder(own);
      return join(own, copyName);
    },
    async flush(id) {
      const own = ownFolder(folder, id);
      await flushFile(join(own, copyName));
      // Copy, its folder and the folder's name: only then may anything that the copy protects be overwritten.
      syncFolder(own);
      syncFolder(folder);
    },
    async measure(id) {
      const path = await copyPath(folder, id);
      return path === null ? null : fileDigest(path);
    },
    path: (id) => copyPath(folder, id),
    async asideFolder(id) {
      const own = ownFolder(folder, id);
      await makeFolder(join(own, asideName));
      syncFolder(own);
      syncFolder(folder);
      return join(own, asideName);
    },
    hasAside: (id) => isFilled(join(ownFolder(folder, id), asideName)),
    async removeEmpty(id) {
      const own = ownFolder(folder, id);
      for (const path of [join(own, asideName), own]) await removeIfEmpty(path);
    },
    async remove(id) {
      await rm(ownFolder(folder, id), { recursive: true, force: true });
    },
    async sweep(keep) {
      const kept = new Set(keep.map(({ id }) => id));
      for (const name of await namesIn(folder)) {
        if (!idForm.test(name) || kept.has(name)) continue;
        // A file moved aside has no other copy: such a folder is never litter, whoever forgot it.
        if (await isFilled(join(folder, name, asideName))) continue;
        await rm(join(folder, name), { recursive: true, force: true });
      }
    },
  };
}

function ownFolder(folder: string, id: string): string {
  if (!idForm.test(id)) throw new Error(`not a restore point's id: ${id}`);
  return join(folder, id);
}

async function copyPath(folder: string, id: string): Promise<string | null> {
  const path = join(ownFolder(folder, id), copyName);
  try {
    return (await stat(path)).isFile() ? path : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isFilled(path: string): Promise<boolean> {
  return (await namesIn(path)).length > 0;
}

async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error) ?? '')) throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileFault(error, path, 0);
  }
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } catch (error) {
    throw fileFault(error, path, 0);
  } finally {
    await file.close();
  }
}
