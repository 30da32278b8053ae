import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { Instant } from '../../model/ids.ts';
import { legacyBlockBytes } from '../../model/limits.ts';
import type { LegacyBucket, LegacyStream } from '../../ports/legacy-bucket.ts';
import type { Random } from '../../ports/random.ts';
import { makeFoldersBelow, syncFolder, writeNewFile } from '../folder/durable.ts';
import { etagOf } from '../folder/entry.ts';
import { folderCalls } from '../folder/folder-calls.ts';
import { errorCode, notAFile } from '../folder/folder-fault.ts';
import { requireNoLinks } from '../folder/links.ts';
import { lookOrNull } from '../folder/look.ts';
import { presence } from '../folder/presence.ts';
import { readObject } from '../folder/reading.ts';

/** In front of every file that is not whole yet; swept by the next write of the same object. */
const partMark = '.tmp-membridge-';

/** A folder that holds what the bucket of the Python membridge held. */
export function folderLegacyBucket(options: { readonly folder: string; readonly random: Random }): LegacyBucket {
  const folder = resolve(options.folder);
  const calls = folderCalls(presence(folder, folder, folder), folder);

  /** `act` gets the path of a key, with no link on the way. */
  function at<T>(key: string, act: (path: string) => Promise<T>): Promise<T> {
    return calls.run(key, async () => {
      const path = join(folder, key);
      if (dirname(path) !== folder) await requireNoLinks(folder, dirname(path), key);
      return act(path);
    });
  }

  const write = (key: string, fill: (file: FileHandle) => Promise<void>) =>
    at(key, (path) => writeWhole({ folder, path, unique: options.random.hex(8) }, fill));

  return {
    where: folder,
    names: (root, namesMax) =>
      at(`${root}x`, async (path) => {
        const found = await readdir(dirname(path), { withFileTypes: true }).catch((error: unknown) => {
          if (errorCode(error) === 'ENOENT') return [];
          throw error;
        });
        const shown = found.filter((each) => each.isDirectory() || each.isFile());
        return shown
          .map((each) => (each.isDirectory() ? `${each.name}/` : each.name))
          .sort()
          .slice(0, namesMax);
      }),
    head: (key) =>
      at(key, async (path) => {
        const stats = await lookOrNull(path);
        if (stats === null) return null;
        if (!stats.isFile()) throw notAFile(key);
        return { key, bytes: Number(stats.size), etag: etagOf(stats), storedAt: Number(stats.mtimeMs) as Instant };
      }),
    get: (key, bytesMax) => at(key, (path) => calls.orNull(readObject(path, key, bytesMax))),
    open: (key) => at(key, (path) => openFile(path, key, folder)),
    put: (key, body) => write(key, (file) => file.writeFile(body)),
    upload: (key, _bytes, blocks) =>
      write(key, async (file) => {
        for await (const block of blocks) await file.appendFile(block);
      }),
    delete: (key) => at(key, (path) => rm(path, { force: true })),
    storeTime: () =>
      calls.run('', async () => {
        const path = join(folder, `${partMark}time-${options.random.hex(8)}`);
        const { mtimeMs } = await writeNewFile(path, new Uint8Array(1));
        await rm(path, { force: true });
        return Number(mtimeMs) as Instant;
      }),
    hasBloomArtifacts: () =>
      calls.run('', async () => {
        const places = ['artifacts', 'bloom-artifacts'].map((name) => lookOrNull(join(folder, name)));
        return (await Promise.all(places)).some((stats) => stats?.isDirectory() === true);
      }),
  };
}

/** Bytes first, then the name. */
async function writeWhole(
  { folder, path, unique }: { folder: string; path: string; unique: string },
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const parent = dirname(path);
  await makeFoldersBelow(folder, parent);
  const mark = `${partMark}${basename(path)}-`;
  const waste = (await readdir(parent)).filter((name) => name.startsWith(mark));
  for (const name of waste) await rm(join(parent, name), { force: true });
  const part = join(parent, `${mark}${unique}`);
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  await syncFolder(parent);
}

async function openFile(path: string, key: string, where: string): Promise<LegacyStream | null> {
  const stats = await lookOrNull(path);
  if (stats === null) return null;
  if (!stats.isFile()) throw notAFile(key);
  return { bytes: Number(stats.size), etag: etagOf(stats), blocks: blocksOf(path, etagOf(stats), where) };
}

/** Looked at before and after: a copying program writes into the file itself. */
async function* blocksOf(path: string, etag: string, where: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(legacyBlockBytes);
    for (;;) {
      if (etagOf(await file.stat({ bigint: true })) !== etag) throw fail('legacy-changed', { where });
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
