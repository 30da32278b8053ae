import { headsPrefix, parseHeadKey } from '../model/bucket-keys.ts';
import { isFault } from '../model/errors.ts';
import { headView, type Head } from '../model/head.ts';
import type { ManifestPart } from '../model/manifest.ts';
import { readDevices } from './device.ts';
import { throwIfInterrupted } from './interruption.ts';
import { readHead } from './lock/heads.ts';
import type { Machine, Watch } from './machine.ts';
import { observeLocal } from './observe.ts';
import { readManifest, readPart } from './snapshots/download.ts';

export interface Finding {
  readonly key: string;
  readonly finding: string;
}

export interface Verification {
  readonly headsRead: number;
  readonly snapshotsRead: number;
  readonly partsRead: number;
  readonly bytesRead: number;
  /** Damage: anything here means exit 8. */
  readonly findings: readonly Finding[];
  /** How this machine's database stands against the newest head. */
  readonly local: 'same' | 'differs' | 'no-database' | 'no-head' | 'heads-diverged';
}

/** Re-reads and re-hashes everything the heads name, each part once, and compares the local database with the newest head. */
export async function verify(machine: Machine, watch: Watch): Promise<Verification> {
  const findings: Finding[] = [];
  const collect = collector(findings);
  const heads = new Map<string, Head>();
  let headsRead = 0;
  for await (const { key } of machine.remote.list(headsPrefix)) {
    if (parseHeadKey(key) === null) continue;
    const head = await collect(key, () => readHead(machine, key));
    headsRead += 1;
    if (head) heads.set(head.nonce, head);
  }
  for (const device of await readDevices(machine)) {
    if (device.finding !== null) findings.push({ key: `devices/${device.id}.json`, finding: device.finding });
  }
  const snapshots = await verifySnapshots(machine, [...heads.values()], collect, watch);
  const local = await compareLocal(machine, [...heads.values()], watch);
  return { headsRead, ...snapshots, findings, local };
}

type Collect = <T>(key: string, read: () => Promise<T>) => Promise<T | null>;

/** Damage is a finding; a remote that does not answer ends the run. */
function collector(findings: Finding[]): Collect {
  return async (key, read) => {
    try {
      return await read();
    } catch (error) {
      if (isFault(error, 'object-damaged')) findings.push(error.data);
      else if (isFault(error, 'object-missing')) findings.push({ key: error.data.key, finding: 'it is missing' });
      else if (isFault(error, 'format-unknown')) findings.push({ key, finding: `format ${error.data.format} is newer than this Membridge` });
      else throw error;
      return null;
    }
  };
}

async function verifySnapshots(machine: Machine, heads: readonly Head[], collect: Collect, watch: Watch) {
  const seen = new Set<string>();
  let snapshotsRead = 0;
  let partsRead = 0;
  let bytesRead = 0;
  watch.progress?.phase('verifying', null);
  for (const head of heads) {
    if (seen.has(head.manifest.key)) continue;
    seen.add(head.manifest.key);
    const manifest = await collect(head.manifest.key, () => readManifest(machine, head));
    snapshotsRead += 1;
    for (const part of manifest?.parts ?? []) {
      if (seen.has(partIdentity(part))) continue;
      seen.add(partIdentity(part));
      throwIfInterrupted(watch.signal, 'the verification');
      const plain = await collect(part.key, () => readPart(machine, part));
      partsRead += 1;
      bytesRead += part.storedBytes;
      if (plain) watch.progress?.advance(plain.length);
    }
  }
  return { snapshotsRead, partsRead, bytesRead };
}

function partIdentity(part: ManifestPart): string {
  return `${part.key} ${part.storedSha256}`;
}

async function compareLocal(machine: Machine, heads: readonly Head[], watch: Watch): Promise<Verification['local']> {
  const view = headView(heads);
  if (view.kind === 'none') return 'no-head';
  if (view.kind === 'diverged') return 'heads-diverged';
  const local = await observeLocal(machine, watch);
  if (local.kind === 'none') return 'no-database';
  return local.digest === view.head.content.digest ? 'same' : 'differs';
}
