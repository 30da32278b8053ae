import { manifestKey, partKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import { partBytes } from '../../model/limits.ts';
import { encodeManifest, type Manifest, type ManifestPart } from '../../model/manifest.ts';
import type { Sha256 } from '../../model/ids.ts';
import type { HeldLease } from '../lock/lease.ts';
import { damageOf } from '../damage.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';
import { type Sealed, sealNew, sha256Of, storeNew, storeSealed } from '../vault.ts';
import { packPart } from './parts.ts';

type UploadTools = Pick<Machine, 'remote' | 'seal' | 'scratch' | 'state'>;

export interface Uploaded {
  readonly parts: readonly ManifestPart[];
  /** Stored bytes that had to be sent; parts that the bucket had already cost nothing. */
  readonly sentBytes: number;
  readonly sentParts: number;
}

/** How an earlier part is looked at before a manifest refers to it: by its size, or, where damage is to be mended, by its bytes. */
export type Reuse = 'look' | 'read';

/**
 * Stores an image in parts. A part whose bytes an earlier snapshot of this device stored is referred to, after a look
 * that it is still there. While one part is on its way the next is made ready; no two are ever on their way.
 */
export async function uploadParts(
  tools: UploadTools,
  { snapshot, image, reuse }: { snapshot: string; image: string; reuse: Reuse },
  lease: HeldLease,
  watch: Watch,
): Promise<Uploaded> {
  const parts: ManifestPart[] = [];
  let sentBytes = 0;
  let sentParts = 0;
  let sending = Promise.resolve();
  try {
    for await (const plain of tools.scratch.blocks(image, partBytes)) {
      throwIfInterrupted(watch.signal, 'the upload');
      const plainBytes = plain.length;
      const plainSha256 = sha256Of(plain);
      let part = await stillStored(tools, plainSha256, reuse);
      if (part === null) {
        const key = partKey(snapshot, parts.length);
        const sealed = await sealNew(tools, key, packPart(plain), 'zstd');
        part = { key, plainBytes, plainSha256, storedBytes: sealed.body.length, storedSha256: sealed.sha256 };
        sentBytes += part.storedBytes;
        sentParts += 1;
        await sending;
        await lease.keep();
        sending = storePart(tools, key, sealed);
        // Awaited below or in the next round, but perhaps later than it fails.
        sending.catch(() => {});
      } else {
        await lease.keep();
      }
      parts.push(part);
      watch.progress?.advance(plainBytes);
    }
    await sending;
  } finally {
    // Nothing may be on its way any more when the lease is given back.
    await Promise.allSettled([sending]);
  }
  return { parts, sentBytes, sentParts };
}

/** Stores the manifest: last, so that a reader never finds a name whose bytes are absent. Returns its checksum. */
export async function storeManifest(
  tools: UploadTools,
  snapshot: string,
  manifest: Manifest,
): Promise<{ key: string; storedSha256: Sha256; bytes: number }> {
  const key = manifestKey(snapshot);
  const stored = await storeNew(tools, key, new TextEncoder().encode(encodeManifest(manifest)), 'json');
  if (stored.result === 'refused') throw fail('object-damaged', { key, finding: 'somebody else wrote it' });
  return { key, storedSha256: stored.sha256, bytes: stored.bytes };
}

async function stillStored(tools: UploadTools, plainSha256: Sha256, reuse: Reuse): Promise<ManifestPart | null> {
  const known = tools.state.storedPart(plainSha256);
  if (known === null) return null;
  const isThere =
    reuse === 'read' ? await isWhole(tools, known) : (await tools.remote.head(known.key))?.bytes === known.storedBytes;
  return isThere ? known : null;
}

async function isWhole({ remote }: UploadTools, part: ManifestPart): Promise<boolean> {
  try {
    const stored = await remote.get(part.key, part.storedBytes);
    return stored !== null && sha256Of(stored.body) === part.storedSha256;
  } catch (error) {
    if (damageOf(error, part.key) === null) throw error;
    return false;
  }
}

async function storePart(tools: UploadTools, key: string, sealed: Sealed): Promise<void> {
  const { result } = await storeSealed(tools, key, sealed);
  // The name holds a nonce of ours: whoever wrote it is not a device of this project.
  if (result === 'refused') throw fail('object-damaged', { key, finding: 'somebody else wrote it' });
}
