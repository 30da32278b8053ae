import { leaseKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import type { Instant } from '../../model/ids.ts';
import { encodeLease, leaseView, parseLease, takenLease, type Lease, type LeaseView } from '../../model/lease.ts';
import { leaseRenewShare, leaseStopBeforeMs } from '../../model/limits.ts';
import { damageOf } from '../damage.ts';
import type { Machine } from '../machine.ts';
import { readText, storeOver } from '../vault.ts';

type LeaseTools = Pick<Machine, 'remote' | 'seal' | 'state' | 'clock' | 'random' | 'self' | 'policy' | 'log'>;

/** A lease in hand. It saves work and never decides: the head does. */
export interface HeldLease {
  /** To be called between two pieces of work: renews when it is time, throws `lease-lost` when it lapsed or was taken. */
  keep(): Promise<void>;
  /** Marks it released. Never throws; false when it may have stayed behind: then it lapses by itself. */
  release(): Promise<boolean>;
}

/** Takes the lease, or throws `lease-held` with who has it and when it is free. */
export async function takeLease(tools: LeaseTools, purpose: Lease['purpose']): Promise<HeldLease> {
  const { view, etag } = await lookAtLease(tools);
  if (view.kind === 'held') throw heldFault(tools, view);
  const lease = takenLease(view, {
    holder: tools.state.deviceId(),
    label: tools.self.label,
    nonce: tools.random.hex(8) as Lease['nonce'],
    purpose,
    since: tools.clock.now(),
    ttlMs: tools.policy.leaseTtlMs,
  });
  await write(tools, lease, etag);
  // Stores of grade B to D let two devices write: the one whose lease stands is the one that works.
  await confirmOurs(tools, lease);
  tools.log.info('lease.taken', { term: lease.term, purpose });
  return heldLease(tools, lease);
}

/** Marks a lease that a dead process of this device left behind as released. */
export async function releaseOwnLease(tools: LeaseTools): Promise<void> {
  const read = await readUndamaged(tools);
  if (read === null) return;
  const { lease, etag } = read;
  if (lease.holder !== tools.state.deviceId() || lease.state === 'released') return;
  await write(tools, { ...lease, state: 'released' }, etag);
  tools.log.info('lease.released', { term: lease.term });
}

/** What the lease says now; notes the first sight of a silent holder. */
export async function lookAtLease(tools: LeaseTools): Promise<{ view: LeaseView; etag: string | undefined }> {
  const read = await readText(tools, leaseKey);
  const me = tools.state.deviceId();
  if (read === null) return { view: leaseView(null, null, 0 as Instant, me), etag: undefined };
  const lease = parseLease(leaseKey, read.text);
  if (lease.state === 'released' || lease.holder === me)
    return { view: leaseView(lease, null, 0 as Instant, me), etag: read.etag };
  const storeNow = await tools.remote.storeTime();
  const known = tools.state.leaseSight();
  const sight = known?.etag === read.etag ? known : { etag: read.etag, at: storeNow };
  if (sight !== known) tools.state.setLeaseSight(sight);
  return { view: leaseView(lease, sight, storeNow, me), etag: read.etag };
}

/** As `lookAtLease`, but touches nothing: a silent holder seems to hold on. For status and dry runs. */
export async function glanceAtLease(tools: Pick<Machine, 'remote' | 'seal' | 'state'>): Promise<LeaseView> {
  const read = await readText(tools, leaseKey);
  const lease = read === null ? null : parseLease(leaseKey, read.text);
  return leaseView(lease, null, 0 as Instant, tools.state.deviceId());
}

/** The fault to throw for a lease that somebody else holds. */
export function heldFault(tools: Pick<Machine, 'clock'>, view: LeaseView & { kind: 'held' }): Error {
  const minutes = (ms: number) => Math.max(1, Math.ceil(ms / 60_000));
  const heldMs = Math.max(0, tools.clock.now() - view.lease.since);
  return fail('lease-held', {
    label: view.lease.label,
    purpose: view.lease.purpose,
    heldMinutes: minutes(heldMs),
    freeInMinutes: minutes(view.freeInMs),
  });
}

function heldLease(tools: LeaseTools, first: Lease): HeldLease {
  let lease = first;
  let writtenAtMs = tools.clock.monotonicMs();
  let over = false;
  return {
    async keep() {
      const ageMs = tools.clock.monotonicMs() - writtenAtMs;
      // Slept through its end, or the network was gone: never silently retaken.
      if (ageMs > lease.ttlMs - leaseStopBeforeMs)
        throw fail('lease-lost', { label: lease.label, purpose: lease.purpose });
      if (ageMs < lease.ttlMs * leaseRenewShare) return;
      await confirmOurs(tools, lease);
      const renewed: Lease = { ...lease, renewals: lease.renewals + 1 };
      const sentAtMs = tools.clock.monotonicMs();
      await write(tools, renewed, undefined);
      lease = renewed;
      writtenAtMs = sentAtMs;
    },
    async release() {
      if (over) return true;
      try {
        await releaseOwnLease(tools);
        over = true;
      } catch (error) {
        tools.log.warn('lease.left-behind', { term: lease.term, error: String(error) });
      }
      return over;
    },
  };
}

async function write(tools: LeaseTools, lease: Lease, ifMatch: string | undefined): Promise<void> {
  const result = await storeOver(tools, leaseKey, new TextEncoder().encode(encodeLease(lease)), ifMatch);
  if (result === 'refused') throw fail('lease-lost', { label: 'another device', purpose: lease.purpose });
}

/** Null for a damaged one too: what says nothing is not ours to release, and must not keep this device from its other work. */
async function readUndamaged(tools: LeaseTools): Promise<{ lease: Lease; etag: string } | null> {
  try {
    const read = await readText(tools, leaseKey);
    return read === null ? null : { lease: parseLease(leaseKey, read.text), etag: read.etag };
  } catch (error) {
    if (damageOf(error, leaseKey) === null) throw error;
    tools.log.warn('lease.left-behind', { error: String(error) });
    return null;
  }
}

async function confirmOurs(tools: LeaseTools, lease: Lease): Promise<void> {
  const read = await readText(tools, leaseKey);
  const stands = read === null ? null : parseLease(leaseKey, read.text);
  if (stands === null || stands.nonce !== lease.nonce || stands.state !== 'held') {
    throw fail('lease-lost', { label: stands?.label ?? 'another device', purpose: stands?.purpose ?? lease.purpose });
  }
}
