import { z } from 'zod';
import { deviceIdSchema, instantSchema, nonceSchema, type DeviceId, type Instant, type Nonce } from './ids.ts';
import { leaseGraceMs } from './limits.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';

const leaseSchema = z.object({
  format: z.literal(formatCurrent),
  kind: z.literal('lease'),
  /** Grows by one with each taking; the object is never deleted, so it never restarts. */
  term: z.int().min(1),
  holder: deviceIdSchema,
  label: shownText(200),
  nonce: nonceSchema,
  purpose: z.enum(['push', 'force', 'undo', 'restore']),
  /** By the holder's clock: for people only. */
  since: instantSchema,
  ttlMs: z.int().min(1_000).max(86_400_000),
  state: z.enum(['held', 'released']),
  /** Counts renewals, so that each one changes the bytes and so the etag. */
  renewals: z.int().min(0),
});

/** A timed, polite claim that saves work. It never decides who may write: heads do. */
export type Lease = z.infer<typeof leaseSchema>;

export function encodeLease(lease: Lease): string {
  return encodeStored(lease);
}

/** Faults: `object-damaged`, `format-unknown`. */
export function parseLease(key: string, text: string): Lease {
  return parseStored(key, text, leaseSchema);
}

/** When this device first saw the lease with this etag, by the store's own clock. */
export interface LeaseSight {
  readonly etag: string;
  readonly at: Instant;
}

export type LeaseView =
  | { readonly kind: 'free'; readonly term: number }
  /** Ours, from a process of this device that is gone: taken back at once. */
  | { readonly kind: 'ours'; readonly lease: Lease }
  | { readonly kind: 'held'; readonly lease: Lease; readonly freeInMs: number };

/**
 * Who may work. A silent holder's lease is free when the store's clock has passed first sight + TTL + grace with the
 * same etag: the clocks of two machines are never compared (protocol.md section 9).
 */
export function leaseView(lease: Lease | null, sight: LeaseSight | null, storeNow: Instant, me: DeviceId): LeaseView {
  if (lease === null) return { kind: 'free', term: 0 };
  if (lease.state === 'released') return { kind: 'free', term: lease.term };
  if (lease.holder === me) return { kind: 'ours', lease };
  const freeAt = (sight?.at ?? storeNow) + lease.ttlMs + leaseGraceMs;
  if (storeNow >= freeAt) return { kind: 'free', term: lease.term };
  return { kind: 'held', lease, freeInMs: freeAt - storeNow };
}

export interface LeaseClaim {
  readonly holder: DeviceId;
  readonly label: string;
  readonly nonce: Nonce;
  readonly purpose: Lease['purpose'];
  readonly since: Instant;
  readonly ttlMs: number;
}

/** The lease to write when `view` allows it. */
export function takenLease(view: Exclude<LeaseView, { kind: 'held' }>, claim: LeaseClaim): Lease {
  const term = (view.kind === 'ours' ? view.lease.term : view.term) + 1;
  return { format: formatCurrent, kind: 'lease', term, ...claim, state: 'held', renewals: 0 };
}
