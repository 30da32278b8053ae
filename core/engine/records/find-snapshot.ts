import { manifestKey, snapshotPrefix } from '../../model/bucket-keys.ts';
import type { SnapshotName } from '../../model/device-file.ts';
import { fail } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import { manifestBytesMax } from '../../model/limits.ts';
import { parseManifest, type Manifest, type ManifestMerge } from '../../model/manifest.ts';
import { damageOf } from '../damage.ts';
import type { Watch } from '../machine.ts';
import { readExact } from '../vault.ts';
import type { LogTools } from './log-tools.ts';
import { lookAtPeers } from './peer-files.ts';

/** A snapshot that some device's file names, with its manifest. */
export interface FoundSnapshot {
  readonly key: string;
  readonly manifest: Manifest & { readonly merge: ManifestMerge };
}

/** Snapshots looked at before a joiner reads the logs instead: of so many damaged ones the next is no better. */
const triesMax = 3;

/**
 * Does `use` with the snapshot that holds most, or, where that is damaged or missing, with the next. Null where there is none that
 * can be used: then the logs have it all. Throws what the remote throws.
 */
export async function withNewestSnapshot<T>(
  machine: LogTools,
  watch: Watch,
  use: (found: FoundSnapshot) => Promise<T>,
): Promise<T | null> {
  const { files } = await lookAtPeers(machine, watch);
  const named = files
    .flatMap(({ device, merge }) => (merge?.snapshot === undefined ? [] : [{ device, name: merge.snapshot }]))
    .toSorted((a, b) => b.name.segments - a.name.segments || b.name.records - a.name.records);
  for (const { device, name } of named.slice(0, triesMax)) {
    const key = manifestKey(snapshotPrefix(device, name.number, name.nonce));
    try {
      return await use(await readNamedManifest(machine, key, device, name));
    } catch (error) {
      const damage = damageOf(error, key);
      if (damage === null) throw error;
      machine.log.warn('snapshot.not-used', { ...damage });
    }
  }
  return null;
}

/** The manifest that a device's file names. Throws `object-missing`, `object-damaged`, `format-unknown`. */
export async function readNamedManifest(
  vault: Pick<LogTools, 'remote' | 'seal'>,
  key: string,
  device: DeviceId,
  { hash, number, nonce }: SnapshotName,
): Promise<FoundSnapshot> {
  const plain = await readExact(vault, key, hash, manifestBytesMax);
  const manifest = parseManifest(key, new TextDecoder().decode(plain));
  const { merge } = manifest;
  const isNamed = manifest.device === device && manifest.number === number && manifest.nonce === nonce;
  if (merge === undefined || !isNamed)
    throw fail('object-damaged', { key, finding: 'it is not the one its name says' });
  return { key, manifest: { ...manifest, merge } };
}
