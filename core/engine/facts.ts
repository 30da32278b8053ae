import { factsKey, factsPrefix, parseFactsKey } from '../model/bucket-keys.ts';
import { encodeDeviceFacts, factsBytesMax, parseDeviceFacts, type DeviceFacts } from '../model/device-facts.ts';
import type { DeviceId } from '../model/ids.ts';
import type { Entry } from '../ports/remote.ts';
import { damageOf, type Finding } from './damage.ts';
import type { Machine } from './machine.ts';
import { readText, storeOver } from './vault.ts';

type Vault = Pick<Machine, 'remote' | 'seal'>;

/** Facts that are looked at: nobody has so many boards, and a stuffed bucket must end. */
export const factsReadMax = 200;

/** One device's facts as they were last read. */
export interface FactsSeen {
  readonly etag: string;
  /** Null where they cannot be read. */
  readonly facts: DeviceFacts | null;
  /** Why they cannot be read; null when they can. */
  readonly finding: string | null;
}

export interface OtherFacts {
  readonly seen: ReadonlyMap<DeviceId, FactsSeen>;
  /** There are more than are looked at. */
  readonly isCut: boolean;
}

/**
 * What the other devices told of their machines: one LIST, and a GET of each object that is not `known` as it is. One that
 * cannot be read is passed over with a finding. Faults: those of the remote.
 */
export async function otherFacts(
  vault: Vault,
  own: DeviceId,
  known: ReadonlyMap<DeviceId, FactsSeen> = new Map(),
): Promise<OtherFacts> {
  const seen = new Map<DeviceId, FactsSeen>();
  for await (const { key, etag } of vault.remote.list(factsPrefix)) {
    const device = parseFactsKey(key);
    if (device === null || device === own) continue;
    if (seen.size === factsReadMax) return { seen, isCut: true };
    const before = known.get(device);
    const found = before?.etag === etag ? before : await readFacts(vault, { key, etag }, device);
    if (found !== null) seen.set(device, found);
  }
  return { seen, isCut: false };
}

/** Null: it is gone meanwhile. */
async function readFacts(
  vault: Vault,
  { key, etag }: Pick<Entry, 'key' | 'etag'>,
  device: DeviceId,
): Promise<FactsSeen | null> {
  try {
    const read = await readText(vault, key, factsBytesMax);
    if (read === null) return null;
    return { etag, facts: parseDeviceFacts(key, device, read.text), finding: null };
  } catch (error) {
    const damage = damageOf(error, key);
    if (damage === null) throw error;
    return { etag, facts: null, finding: damage.finding };
  }
}

/** Facts that cannot be read, ours among them, for `verify`. Faults: those of the remote. */
export async function factsFindings(vault: Vault): Promise<Finding[]> {
  const findings: Finding[] = [];
  let read = 0;
  for await (const entry of vault.remote.list(factsPrefix)) {
    const { key } = entry;
    const device = parseFactsKey(key);
    if (device === null) continue;
    if (read === factsReadMax) break;
    read += 1;
    const found = await readFacts(vault, entry, device);
    if (found !== null && found.finding !== null) findings.push({ key, finding: found.finding });
  }
  return findings;
}

/** Tells the others of this machine: one PUT, looked up where its reply was lost. Faults: those of the remote. */
export async function writeFacts(vault: Vault, facts: DeviceFacts): Promise<void> {
  await storeOver(vault, factsKey(facts.device), new TextEncoder().encode(encodeDeviceFacts(facts)));
}

/** Of a device that is gone for good. Faults: those of the remote. */
export async function removeFacts({ remote }: Pick<Vault, 'remote'>, device: DeviceId): Promise<void> {
  await remote.delete(factsKey(device));
}
