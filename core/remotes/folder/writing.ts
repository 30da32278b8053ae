import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PutResult } from '../../ports/remote.ts';
import { makeFoldersBelow, syncFolder, writeNewFile } from './durable.ts';
import { etagOf } from './entry.ts';
import { errorCode, mayHaveActed, notAFile } from './folder-fault.ts';
import type { Litter } from './litter.ts';
import { lookOrNull } from './look.ts';
import { claimNew, linkNew, renameOver } from './naming.ts';
import type { Presence } from './presence.ts';
import { parseTemporaryName } from './temporary-name.ts';

/** A folder may go between making it and writing there (another device deleted its last object): tried again this often. */
const attemptsMax = 5;

export interface Writing {
  create(key: string, body: Uint8Array): Promise<PutResult>;
  put(key: string, body: Uint8Array, ifMatch: string | undefined): Promise<PutResult>;
  conditions(): 'store' | 'claim';
}

export interface WritingPlace {
  readonly folder: string;
  readonly root: string;
  readonly presence: Presence;
  readonly litter: Litter;
  readonly hardLinks: boolean;
  newTemporaryName(): string;
}

/** What it throws are errors of the file system, the faults of presence.ts and `object-damaged`. */
export function writing(place: WritingPlace): Writing {
  const { folder, root, presence, litter } = place;
  let hardLinks = place.hardLinks;
  const looked = new Set<string>();

  /** A killed writer's files lie where it wrote, and not every folder is ever listed: the first write into each looks. */
  async function noteLitter(inFolder: string): Promise<void> {
    if (looked.has(inFolder)) return;
    looked.add(inFolder);
    for (const name of await readdir(inFolder)) {
      if (parseTemporaryName(name) !== null) litter.note(join(inFolder, name));
    }
  }

  /** Bytes first, then the name: no name ever stands for bytes that are not all there. */
  async function write(key: string, body: Uint8Array, giveName: (written: Written) => Promise<PutResult>) {
    const target = join(root, key);
    const inFolder = dirname(target);
    const temporary = join(inFolder, place.newTemporaryName());
    let nowNs = 0n;
    const result = await withFolder(inFolder, async () => {
      nowNs = (await writeNewFile(temporary, body)).mtimeNs;
      try {
        return await giveName({ temporary, target, nowNs });
      } finally {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    });
    await noteLitter(inFolder).catch(() => undefined);
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

  async function nameNew({ temporary, target, nowNs }: Written): Promise<PutResult> {
    if (hardLinks) {
      const result = await linkNew(temporary, target);
      if (result !== 'no-hard-links') return result;
      hardLinks = false;
    }
    return claimNew(temporary, target, nowNs);
  }

  return {
    create: (key, body) => write(key, body, nameNew),
    put: (key, body, ifMatch) =>
      write(key, body, async ({ temporary, target }) => {
        const found = await lookOrNull(target);
        // Polite only: between this look and the rename another may write.
        if (ifMatch !== undefined && (found === null || etagOf(found) !== ifMatch)) return 'refused';
        if (found?.isDirectory()) throw notAFile(key);
        return renameOver(temporary, target);
      }),
    conditions: () => (hardLinks ? 'store' : 'claim'),
  };
}

interface Written {
  readonly temporary: string;
  readonly target: string;
  /** The folder's own time. */
  readonly nowNs: bigint;
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
