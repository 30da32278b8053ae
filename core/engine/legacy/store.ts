import { fail, isFault } from '../../model/errors.ts';
import type { ProjectId, Sha256 } from '../../model/ids.ts';
import {
  encodeLegacyJson,
  encodeLegacySha256,
  legacyKeys,
  legacyTime,
  parseLegacyManifest,
  parseLegacySha256,
} from '../../model/legacy.ts';
import { legacyBlockBytes, smallObjectBytesMax } from '../../model/limits.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import type { LegacyCounts } from '../../ports/legacy-images.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';
import type { HeldLegacyLock } from './lock.ts';
import { noteExport } from './exported.ts';

/** An image of ours as the Python membridge is to find it. */
export interface LegacyGift {
  readonly id: ProjectId;
  readonly project: string;
  /** Scratch file in rollback-journal mode, which its readers hash byte for byte. */
  readonly path: string;
  readonly sha256: Sha256;
  readonly bytes: number;
  readonly counts: LegacyCounts;
}

type StoreTools = Pick<Machine, 'scratch' | 'state' | 'self'> & { readonly bucket: LegacyBucket };

/**
 * Writes database, checksum and manifest, in the order of the old writer, under its lock. A reader that comes between finds
 * that they do not fit and takes nothing; killed between, the next export writes all three again.
 */
export async function storeLegacy(
  tools: StoreTools,
  gift: LegacyGift,
  lock: HeldLegacyLock,
  watch: Watch,
): Promise<void> {
  const { bucket, state, self } = tools;
  const keys = legacyKeys(gift.id);
  const { sha256, bytes } = gift;
  // Before the first write: whoever is killed now knows the database there as his own.
  noteExport(state, bucket, gift, null);
  await lock.confirm();
  watch.progress?.phase('uploading', bytes);
  await bucket.upload(keys.database, bytes, watched(tools, gift.path, watch));
  await lock.confirm();
  await bucket.put(keys.sha256, encoded(encodeLegacySha256(sha256)));
  await lock.confirm();
  const manifest = {
    project: gift.project,
    canonical_id: gift.id,
    timestamp: legacyTime(await bucket.storeTime()),
    source_host: self.label,
    db_size: bytes,
    sha256,
    ...gift.counts,
  };
  await bucket.put(keys.manifest, encoded(encodeLegacyJson(manifest)));
  const stored = await bucket.head(keys.database);
  const triple = await noted(bucket, gift.id);
  const isOurs = stored?.bytes === bytes && triple.sum === sha256 && triple.manifestSum === sha256;
  if (!isOurs) throw fail('legacy-changed', { where: bucket.where });
  noteExport(state, bucket, gift, stored.etag);
}

async function* watched({ scratch }: StoreTools, path: string, watch: Watch): AsyncGenerator<Uint8Array> {
  for await (const block of scratch.blocks(path, legacyBlockBytes)) {
    throwIfInterrupted(watch.signal, 'the upload');
    yield block;
    watch.progress?.advance(block.length);
  }
}

/** The checksums that stand beside the database, in its own file and in the manifest; null for each that is not there or not readable. */
export async function noted(
  bucket: LegacyBucket,
  id: ProjectId,
): Promise<{ readonly sum: Sha256 | null; readonly manifestSum: Sha256 | null; readonly project: string | null }> {
  const keys = legacyKeys(id);
  const sum = await readable(bucket, keys.sha256, parseLegacySha256);
  const manifest = await readable(bucket, keys.manifest, parseLegacyManifest);
  return { sum, manifestSum: manifest?.sha256 ?? null, project: manifest?.project ?? null };
}

async function readable<T>(
  bucket: LegacyBucket,
  key: string,
  parse: (key: string, text: string) => T,
): Promise<T | null> {
  try {
    const object = await bucket.get(key, smallObjectBytesMax);
    return object === null ? null : parse(key, new TextDecoder().decode(object.body));
  } catch (error) {
    if (isFault(error, 'object-damaged')) return null;
    throw error;
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
