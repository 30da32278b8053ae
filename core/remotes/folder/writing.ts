import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PutResult } from '../../ports/remote.ts';
import type { Random } from '../../ports/random.ts';
import { foldersUpTo, makeFoldersBelow, syncFolder, writeNewFile } from './durable.ts';
import { etagOf } from './entry.ts';
import { errorCode, mayHaveActed, notAFile } from './folder-fault.ts';
import type { Litter, Writer } from './litter.ts';
import { lookOrNull } from './look.ts';
import { claimNew, linkNew, renameOver } from './naming.ts';
import type { Presence } from './presence.ts';
import { parseTemporaryName, temporaryName } from './temporary-name.ts';

/** A folder may go between making it and writing there (another device deleted its last object): tried again this often. */
const attemptsMax = 5;

export interface Writing {
  create(key: string, body: Uint8Array): Promise<PutResult>;
  put(key: string, body: Uint8Array, ifMatch: string | undefined): Promise<PutResult>;
  remove(key: string): Promise<void>;
  /** The time stamp, in ns, of a file just written at the project, or as near to it as there is a folder. */
  timeNs(): Promise<bigint>;
}

export interface WritingPlace {
  readonly folder: string;
  readonly root: string;
  readonly presence: Presence;
  readonly litter: Litter;
  readonly writer: Writer | null;
  readonly random: Random;
  readonly hardLinks: boolean;
}

/** What it throws are errors of the file system, and the faults of presence.ts and `object-damaged`. */
export function writing(place: WritingPlace): Writing {
  const { folder, root, presence, litter } = place;
  let hardLinks = place.hardLinks;

  const temporaryIn = (path: string) =>
    join(path, temporaryName(place.writer?.id ?? 'any', place.writer?.processes.ownPid ?? 0, place.random.hex(8)));

  /** Bytes first, then the name: no name ever stands for bytes that are not all there. */
  async function write(key: string, body: Uint8Array, giveName: (temporary: string, nowNs: bigint) => Promise<PutResult>) {
    const inFolder = dirname(join(root, key));
    const temporary = temporaryIn(inFolder);
    let nowNs = 0n;
    const result = await withFolder(inFolder, async () => {
      nowNs = (await writeNewFile(temporary, body)).mtimeNs;
      try {
        return await giveName(temporary, nowNs);
      } finally {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    });
    await litter.sweep(nowNs);
    return result === 'stored' ? durable(inFolder) : result;
  }

  async function withFolder<T>(path: string, act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await act();
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === attemptsMax) throw error;
        await presence.check();
        await makeFoldersBelow(folder, path);
      }
    }
  }

  async function nameNew(temporary: string, target: string, nowNs: bigint): Promise<PutResult> {
    if (hardLinks) {
      const result = await linkNew(temporary, target);
      if (result !== 'no-hard-links') return result;
      hardLinks = false;
    }
    return claimNew(temporary, target, nowNs);
  }

  return {
    create: (key, body) => write(key, body, (temporary, nowNs) => nameNew(temporary, join(root, key), nowNs)),
    put: (key, body, ifMatch) =>
      write(key, body, async (temporary) => {
        const target = join(root, key);
        const found = await lookOrNull(target);
        // Polite only: between this look and the rename another may write.
        if (ifMatch !== undefined && (found === null || etagOf(found) !== ifMatch)) return 'refused';
        if (found?.isDirectory()) throw notAFile(key);
        return renameOver(temporary, target);
      }),
    async remove(key) {
      const target = join(root, key);
      if ((await lookOrNull(target))?.isDirectory()) throw notAFile(key);
      await rm(target, { force: true });
      await litter.sweep(null);
      await removeEmptyFolders(root, target);
    },
    async timeNs() {
      const nearest = (await lookOrNull(root)) === null ? folder : root;
      const temporary = temporaryIn(nearest);
      const { mtimeNs } = await writeNewFile(temporary, new Uint8Array(1));
      await rm(temporary, { force: true }).catch(() => undefined);
      // Nobody lists this folder alone, so what a kill left of an earlier look at the time is found here.
      for (const name of await readdir(nearest)) if (parseTemporaryName(name) !== null) litter.note(join(nearest, name));
      await litter.sweep(mtimeNs);
      return mtimeNs;
    },
  };
}

/** A name whose folder could not be synced may be gone after a power cut. */
async function durable(path: string): Promise<PutResult> {
  try {
    await syncFolder(path);
    return 'stored';
  } catch (error) {
    if (mayHaveActed(error) || errorCode(error) === 'ENOENT') return 'unknown';
    throw error;
  }
}

/** Snapshots come and go: their empty folders would make every listing slower. */
async function removeEmptyFolders(root: string, target: string): Promise<void> {
  for (const folder of foldersUpTo(root, target)) {
    try {
      await rmdir(folder);
    } catch {
      return; // not empty, or not allowed: an empty folder harms nobody
    }
  }
}
