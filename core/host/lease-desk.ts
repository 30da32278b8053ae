import { damageOf } from '../engine/damage.ts';
import type { Machine } from '../engine/machine.ts';
import { heldFault, lookAtLease, releaseOwnLease } from '../engine/lock/lease.ts';
import { readText, storeOver } from '../engine/vault.ts';
import { leaseKey } from '../model/bucket-keys.ts';
import { fail, isFault } from '../model/errors.ts';
import { nonceSchema } from '../model/ids.ts';
import { encodeLease, parseLease, type Lease, type LeaseView } from '../model/lease.ts';
import { formatCurrent } from '../model/stored-json.ts';

/** How the lease stands for a person who asks. */
export type LeaseShown =
  | { readonly kind: 'free' }
  | { readonly kind: 'ours'; readonly lease: Lease }
  | { readonly kind: 'held'; readonly lease: Lease; readonly freeInMs: number }
  /** Its holder is silent and its time is over: whoever comes next takes it. */
  | { readonly kind: 'lapsed'; readonly lease: Lease };

/** What stands at the lease's name tells nothing: unknown, not free, until a person has looked. */
export interface DamagedLease {
  readonly kind: 'damaged';
  readonly finding: string;
}

/** Why the lease cannot be read; null for every other fault, and for one of a newer Membridge. */
export function leaseDamage(error: unknown): DamagedLease | null {
  const damage = isFault(error, 'format-unknown') ? null : damageOf(error, leaseKey);
  return damage === null ? null : { kind: 'damaged', finding: damage.finding };
}

/**
 * Puts a released lease where a damaged one stands, so that the fleet can go on; a person wished it. Whoever may still work
 * under the old one notices at its next renewal, and heads decide in any case (protocol.md section 9).
 */
export async function replaceDamagedLease({
  remote,
  seal,
  state,
  self,
  policy,
  random,
  clock,
  log,
}: Machine): Promise<void> {
  const there = await remote.head(leaseKey);
  const lease: Lease = {
    format: formatCurrent,
    kind: 'lease',
    term: 1,
    holder: state.deviceId(),
    label: self.label,
    nonce: nonceSchema.parse(random.hex(8)),
    purpose: 'push',
    since: clock.now(),
    ttlMs: policy.leaseTtlMs,
    state: 'released',
    renewals: 0,
  };
  const bytes = new TextEncoder().encode(encodeLease(lease));
  if ((await storeOver({ remote, seal }, leaseKey, bytes, there?.etag)) === 'refused') {
    throw fail('lease-lost', { label: self.label, purpose: lease.purpose });
  }
  log.warn('lease.replaced-damaged', { where: remote.where });
}

/** Looks, and notes the first sight of a silent holder, so that its end is known sooner next time. */
export async function showLease(machine: Machine): Promise<LeaseShown> {
  const { view } = await lookAtLease(machine);
  return view.kind === 'free' ? lapsedOrFree(machine, view) : view;
}

async function lapsedOrFree(machine: Machine, _view: LeaseView & { kind: 'free' }): Promise<LeaseShown> {
  const read = await readText(machine, leaseKey);
  const lease = read === null ? null : parseLease(leaseKey, read.text);
  return lease === null || lease.state === 'released' ? { kind: 'free' } : { kind: 'lapsed', lease };
}

/** Releases our own, or one that has lapsed; throws `lease-held` for one that another device still has. */
export async function releaseLease(machine: Machine, shown: LeaseShown): Promise<'released' | 'was-free'> {
  switch (shown.kind) {
    case 'free':
      return 'was-free';
    case 'ours':
      await releaseOwnLease(machine);
      return 'released';
    case 'held':
      throw heldFault(machine, shown);
    case 'lapsed':
      return releaseLapsed(machine, shown.lease);
  }
}

/** Only while it still is the one that was looked at: somebody may have taken it meanwhile. */
async function releaseLapsed(machine: Machine, seen: Lease): Promise<'released' | 'was-free'> {
  const read = await readText(machine, leaseKey);
  const lease = read === null ? null : parseLease(leaseKey, read.text);
  if (read === null || lease === null || lease.state === 'released') return 'was-free';
  if (lease.nonce !== seen.nonce || lease.renewals !== seen.renewals) {
    throw heldFault(machine, { kind: 'held', lease, freeInMs: lease.ttlMs });
  }
  const bytes = new TextEncoder().encode(encodeLease({ ...lease, state: 'released' }));
  if ((await storeOver(machine, leaseKey, bytes, read.etag)) === 'refused') {
    throw heldFault(machine, { kind: 'held', lease, freeInMs: lease.ttlMs });
  }
  machine.log.warn('lease.released-lapsed', { term: lease.term, label: lease.label });
  return 'released';
}
