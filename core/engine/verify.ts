import { deviceHeadKey, headsPrefix, parseHeadKey } from '../model/bucket-keys.ts';
import { headView, type Head } from '../model/head.ts';
import { findingsMax } from '../model/limits.ts';
import type { Manifest, ManifestPart } from '../model/manifest.ts';
import { damageOf, type Finding } from './damage.ts';
import { readDevices } from './device.ts';
import { factsFindings } from './facts.ts';
import { throwIfInterrupted } from './interruption.ts';
import { readHead } from './lock/heads.ts';
import { glanceAtLease } from './lock/lease.ts';
import type { Machine, Watch } from './machine.ts';
import { observeLocal } from './observe.ts';
import { fetchedParts, openPart, readManifest } from './snapshots/download.ts';
import { keyFindings } from './verify-keys.ts';

export interface Verification {
  /** Each head once, whatever names it has. */
  readonly headsRead: number;
  readonly snapshotsRead: number;
  readonly partsRead: number;
  readonly bytesRead: number;
  /** Damage: anything here means exit 8. The first ones, if there is no end of them. */
  readonly findings: readonly Finding[];
  /** How this machine's database stands against the newest head. */
  readonly local: 'same' | 'differs' | 'no-database' | 'no-head' | 'heads-diverged';
}

/**
 * Re-reads and re-hashes everything that the heads name, each part once, with devices, facts, lease and key files, and compares
 * the local database with the newest head. A head that this machine agreed on and that is gone is a finding too.
 */
export async function verify(machine: Machine, watch: Watch): Promise<Verification> {
  const findings: Finding[] = [];
  const collect = collector(findings);
  const heads = await verifyHeads(machine, collect, watch);
  findings.push(...baseFindings(machine, heads));
  for (const device of await readDevices(machine)) {
    if (device.finding !== null) findings.push({ key: `devices/${device.id}.json`, finding: device.finding });
  }
  findings.push(...(await factsFindings(machine)));
  await collect('lease.json', () => glanceAtLease(machine));
  findings.push(...(await keyFindings(machine)));
  const snapshots = await verifySnapshots(machine, heads, collect, watch);
  const local = await compareLocal(machine, heads, watch);
  return { headsRead: heads.length, ...snapshots, findings: findings.slice(0, findingsMax), local };
}

type Collect = <T>(key: string, read: () => Promise<T>) => Promise<T | null>;

/** Damage is a finding; a remote that does not answer ends the run. */
function collector(findings: Finding[]): Collect {
  return async (key, read) => {
    try {
      return await read();
    } catch (error) {
      const finding = damageOf(error, key);
      if (finding === null) throw error;
      if (findings.length < findingsMax) findings.push(finding);
      return null;
    }
  };
}

async function verifyHeads(machine: Machine, collect: Collect, watch: Watch): Promise<Head[]> {
  const heads = new Map<string, Head>();
  for await (const { key } of machine.remote.list(headsPrefix)) {
    if (parseHeadKey(key) === null) continue;
    throwIfInterrupted(watch.signal, 'the verification');
    const head = await collect(key, () => readHead(machine, key));
    if (head) heads.set(head.nonce, head);
  }
  return [...heads.values()];
}

/** Heads never expire: without the one we agreed on the remote was rolled back, emptied or exchanged. */
function baseFindings({ state }: Pick<Machine, 'state'>, heads: readonly Head[]): Finding[] {
  const base = state.base();
  if (base === null || heads.some(({ nonce }) => nonce === base.nonce)) return [];
  return [
    {
      key: deviceHeadKey(base.revision, base.device),
      finding: 'this machine agreed on it, and it cannot be read any more',
    },
  ];
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
    for await (const [part, fetched] of fetchedParts(machine, unseenParts(manifest, seen))) {
      throwIfInterrupted(watch.signal, 'the verification');
      const plain = await collect(part.key, async () => openPart(machine, part, await fetched));
      partsRead += 1;
      bytesRead += part.storedBytes;
      if (plain) watch.progress?.advance(plain.length);
    }
  }
  return { snapshotsRead, partsRead, bytesRead };
}

/** Snapshots share parts: each is read once. */
function* unseenParts(manifest: Manifest | null, seen: Set<string>): Generator<ManifestPart> {
  for (const part of manifest?.parts ?? []) {
    if (seen.has(partIdentity(part))) continue;
    seen.add(partIdentity(part));
    yield part;
  }
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
