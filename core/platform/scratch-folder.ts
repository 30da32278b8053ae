import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Scratch, ScratchWriter } from '../ports/scratch.ts';
import { requireSpaceAt } from './disk-space.ts';
import { codeOf, fileFault } from './file-fault.ts';
import { copyToNew, handTo } from './file-copy.ts';
import { fileBlocks, fileDigest } from './file-blocks.ts';
import { namesIn } from './folder-names.ts';

/** A database that stood here may have left these; beside a new database of that name they would be replayed into it. */
const sideFiles = ['', '-wal', '-shm', '-journal'];

/** Working files in `folder` (0700), which is made when the first one is written. Faults: `disk-full`. */
export function scratchFolder(folder: string): Scratch {
  return {
    path: (name) => freshPath(folder, name),
    async write(name) {
      const path = await freshPath(folder, name);
      return writer(path, await open(path, 'wx', 0o600));
    },
    blocks: fileBlocks,
    sha256: async (path) => (await fileDigest(path)).sha256,
    bytes: fileBytes,
    async copy(from, name) {
      const to = await freshPath(folder, name);
      await copyToNew(from, to);
      return to;
    },
    hand: handTo,
    async remove(path) {
      if (dirname(path) !== folder) throw new Error(`not a scratch file: ${path}`);
      await removeWithSides(path);
    },
    async sweep(keepPaths) {
      for (const name of await namesIn(folder)) {
        const path = join(folder, name);
        if (!keepPaths.includes(path)) await rm(path, { recursive: true, force: true });
      }
    },
    async requireSpace(needBytes, path) {
      requireSpaceAt(path ?? folder, needBytes);
    },
  };
}

async function freshPath(folder: string, name: string): Promise<string> {
  if (name === '' || name !== basename(name) || name === '.' || name === '..')
    throw new Error(`not a file name: ${name}`);
  const path = join(folder, name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileFault(error, folder, 0);
  }
  await removeWithSides(path);
  return path;
}

async function removeWithSides(path: string): Promise<void> {
  for (const side of sideFiles) await rm(`${path}${side}`, { recursive: true, force: true });
}

async function fileBytes(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function writer(path: string, file: FileHandle): ScratchWriter {
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };
  return {
    path,
    async append(bytes) {
      try {
        // Unlike `write`, this goes on until all bytes are written.
        await file.appendFile(bytes);
      } catch (error) {
        throw fileFault(error, path, bytes.length);
      }
    },
    async finish() {
      try {
        await file.sync();
        await close();
      } catch (error) {
        throw fileFault(error, path, 0);
      }
    },
    async abandon() {
      await close();
      await removeWithSides(path);
    },
  };
}
