import { indexKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import { partBytes } from '../../model/limits.ts';
import type { ManifestPart } from '../../model/manifest.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Machine, Watch } from '../machine.ts';
import { packPart } from '../snapshots/parts.ts';
import { sha256Of, storeNew } from '../vault.ts';

/** Stores an index in pieces, as an image is stored. */
export async function uploadIndex(
  tools: Pick<Machine, 'remote' | 'seal' | 'scratch'>,
  { snapshot, file }: { readonly snapshot: string; readonly file: string },
  watch: Watch,
): Promise<ManifestPart[]> {
  const parts: ManifestPart[] = [];
  for await (const plain of tools.scratch.blocks(file, partBytes)) {
    throwIfInterrupted(watch.signal, 'the upload');
    const key = indexKey(snapshot, parts.length);
    const { length: plainBytes } = plain;
    const plainSha256 = sha256Of(plain);
    const stored = await storeNew(tools, key, packPart(plain), 'zstd');
    if (stored.result === 'refused') throw fail('object-damaged', { key, finding: 'somebody else wrote it' });
    parts.push({ key, plainBytes, plainSha256, storedBytes: stored.bytes, storedSha256: stored.sha256 });
    watch.progress?.advance(plainBytes);
  }
  return parts;
}
