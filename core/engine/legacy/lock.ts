import { fail, isFault } from '../../model/errors.ts';
import type { ProjectId } from '../../model/ids.ts';
import { encodeLegacyJson, legacyKeys, lockEndsAt, parseLegacyLock, type LegacyLock } from '../../model/legacy.ts';
import { legacySettleMs, smallObjectBytesMax } from '../../model/limits.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import type { Machine } from '../machine.ts';

/** How the old lock stands. Its holder may be at work, or gone: the Python membridge never releases it. */
export type LegacyLockView =
  | { readonly kind: 'free' }
  /** Of a killed export of this very device: ours to take again. */
  | { readonly kind: 'ours' }
  | { readonly kind: 'lapsed'; readonly host: string }
  | { readonly kind: 'held'; readonly host: string; readonly freeAtMs: number; readonly freeInMinutes: number };

/** Looks at the lock; `me` is this device. A lock that cannot be read is held until its time is over. */
export async function lookAtLegacyLock(
  bucket: LegacyBucket,
  id: ProjectId,
  me: string | null,
): Promise<LegacyLockView> {
  const { lock: key } = legacyKeys(id);
  const entry = await bucket.head(key);
  if (entry === null) return { kind: 'free' };
  const lock = await readLock(bucket, id);
  if (lock === 'gone') return { kind: 'free' };
  if (me !== null && lock?.device === me) return { kind: 'ours' };
  const now = await bucket.storeTime();
  const freeAtMs = lockEndsAt(lock, entry.storedAt, now);
  const host = lock?.hostname ?? '?';
  if (now > freeAtMs) return { kind: 'lapsed', host };
  return { kind: 'held', host, freeAtMs, freeInMinutes: Math.max(1, Math.ceil((freeAtMs - now) / 60_000)) };
}

/** Throws `legacy-locked` where somebody may be writing. */
export function requireLegacyFree(view: LegacyLockView): void {
  if (view.kind !== 'held') return;
  const { host, freeAtMs, freeInMinutes } = view;
  throw fail('legacy-locked', { host, freeAtMs, freeInMinutes });
}

type LockTools = Pick<Machine, 'clock' | 'random' | 'log' | 'self' | 'state'> & { readonly bucket: LegacyBucket };

export interface HeldLegacyLock {
  /** Throws `legacy-locked` when somebody took it from us: nothing fences an old writer, so we look before each write. */
  confirm(): Promise<void>;
  /** Deletes it if it still is ours; the Python membridge takes a missing one for free. Never throws. */
  release(): Promise<void>;
}

/** Takes the old lock as the Python membridge does, looks again after a while, and throws `legacy-locked` if another stands there. */
export async function takeLegacyLock(tools: LockTools, id: ProjectId, project: string): Promise<HeldLegacyLock> {
  const { bucket, clock, random, log, self, state } = tools;
  const { lock: key } = legacyKeys(id);
  requireLegacyFree(await lookAtLegacyLock(bucket, id, state.deviceId()));
  const nonce = random.hex(8);
  const timestamp = Math.floor((await bucket.storeTime()) / 1_000);
  const held = { hostname: self.label, timestamp, project, canonical_id: id, nonce, device: state.deviceId() };

  async function confirm(): Promise<void> {
    const lock = await readLock(bucket, id);
    if (lock !== 'gone' && lock?.nonce === nonce) return;
    requireLegacyFree(await lookAtLegacyLock(bucket, id, null));
    throw fail('legacy-changed', { where: bucket.where });
  }

  async function release(): Promise<void> {
    try {
      const lock = await readLock(bucket, id);
      if (lock === 'gone' || lock?.nonce !== nonce) return;
      await bucket.delete(key);
      log.info('legacy-lock.released', { where: bucket.where });
    } catch (error) {
      log.warn('legacy-lock.left-behind', { error: String(error) });
    }
  }

  try {
    await bucket.put(key, new TextEncoder().encode(encodeLegacyJson(held)));
    await clock.sleep(legacySettleMs);
    await confirm();
  } catch (error) {
    await release();
    throw error;
  }
  log.info('legacy-lock.taken', { where: bucket.where });
  return { confirm, release };
}

/** Deletes what a killed export of this device left, where there is nothing to export any more. */
export async function releaseOwnLegacyLock(
  { bucket, state, log }: Pick<LockTools, 'bucket' | 'state' | 'log'>,
  id: ProjectId,
) {
  const lock = await readLock(bucket, id);
  if (lock === 'gone' || lock?.device !== state.deviceId()) return;
  await bucket.delete(legacyKeys(id).lock);
  log.info('legacy-lock.released', { where: bucket.where });
}

/** Null for one that cannot be read. */
async function readLock(bucket: LegacyBucket, id: ProjectId): Promise<LegacyLock | 'gone' | null> {
  const { lock: key } = legacyKeys(id);
  try {
    const object = await bucket.get(key, smallObjectBytesMax);
    return object === null ? 'gone' : parseLegacyLock(key, new TextDecoder().decode(object.body));
  } catch (error) {
    if (isFault(error, 'object-damaged')) return null;
    throw error;
  }
}
