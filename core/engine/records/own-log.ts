import { logPrefix, parseSegmentKey, segmentBoundKey } from '../../model/bucket-keys.ts';
import { isFault } from '../../model/errors.ts';
import { objectBytesMax } from '../../model/limits.ts';
import type { Stream } from '../../model/records/kinds.ts';
import type { OwnSegment } from '../../ports/record-store.ts';
import type { LogStore, LogTools } from './log-tools.ts';
import { sendSegment } from './send.ts';

export type OwnLog =
  | { readonly kind: 'ours' }
  /** Somebody else writes under our id: a copy of this home, or a newer state of it. Its first segment has number `at`. */
  | { readonly kind: 'cloned'; readonly at: number };

/** Segments looked at in one go; the next look begins where this one ended. */
const segmentsPerLook = 1_000;
/** Segments that were stored and are not listed: asked for by name, so many at a time. */
const asksMax = 16;

/**
 * Lists our own log from the first segment that was not verified as ours alone (protocol.md section 5). What is listed as
 * we sent it is verified. A name that is not ours, of bytes that a device of this project sealed, tells of a clone.
 */
export async function verifyOwnLog(tools: LogTools, stream: Stream): Promise<OwnLog> {
  const { remote, store, state, log } = tools;
  const device = state.deviceId();
  const open = store.unverified(stream, segmentsPerLook);
  const from = open[0]?.seq ?? (store.ownHead(stream)?.seq ?? 0) + 1;
  const ours = new Set(open.map(({ key }) => key));
  const last = open.length === segmentsPerLook ? (open.at(-1)?.seq ?? from) : Infinity;
  const listed = new Set<string>();
  let clonedAt: number | null = null;
  for await (const { key } of remote.list(logPrefix(device, stream), segmentBoundKey(device, stream, from))) {
    const seq = parseSegmentKey(key)?.seq;
    if (seq === undefined) continue;
    if (seq > last) break;
    if (ours.has(key)) listed.add(key);
    else if (clonedAt === null && (await isSealed(tools, key))) clonedAt = seq;
    else if (clonedAt === null) log.warn('own-log.foreign-name', { key });
  }
  store.transaction(() => markVerified(tools, open, listed, clonedAt ?? Infinity));
  if (clonedAt !== null) return { kind: 'cloned', at: clonedAt };
  await askForMissing(
    tools,
    open.filter(({ key, state: known }) => known === 'stored' && !listed.has(key)),
  );
  return { kind: 'ours' };
}

/**
 * Of a log that a clone writes to as well: what stands from the fork on counts as not verified, and is published again under
 * the new name. A fork may lie before what was verified as ours alone: a bucket that went back hides the other's segments
 * until it comes forward again. The one who keeps the old name never reads his own log.
 */
export async function reopenFork(tools: LogTools, stream: Stream): Promise<void> {
  const { remote, store, state } = tools;
  let fork: number | null = null;
  for await (const { key } of remote.list(logPrefix(state.deviceId(), stream))) {
    const seq = parseSegmentKey(key)?.seq;
    const ours = seq === undefined ? null : store.ownSegment(stream, seq);
    if (seq === undefined || ours === null || ours.key === key || !(await isSealed(tools, key))) continue;
    fork = seq;
    break;
  }
  if (fork === null) return;
  store.transaction(() => reopenFrom(store, stream, fork));
}

/** What stands from `from` on counts as stored, and no more as ours alone: in a transaction of the caller's. */
export function reopenFrom(store: LogStore, stream: Stream, from: number): void {
  for (let seq = store.ownHead(stream)?.seq ?? 0; seq >= from; seq--) {
    if (store.ownSegment(stream, seq)?.state === 'verified') store.setSegmentState(stream, seq, 'stored');
  }
}

function markVerified(
  { store }: LogTools,
  open: readonly OwnSegment[],
  listed: ReadonlySet<string>,
  end: number,
): void {
  for (const { stream, seq, key } of open) {
    // In order and without a gap: what comes first in the next listing is all that is not verified.
    if (seq >= end || !listed.has(key)) return;
    store.setSegmentState(stream, seq, 'verified');
  }
}

/**
 * A listing may be stale; a segment that the store says is not there, though it said `stored`, is sent again at once: our
 * device file names it.
 */
async function askForMissing(tools: LogTools, missing: readonly OwnSegment[]): Promise<void> {
  for (const { stream, seq, key } of missing.slice(0, asksMax)) {
    const bytes = (await tools.remote.head(key)) === null ? tools.store.ownSegment(stream, seq)?.bytes : undefined;
    if (bytes === undefined) continue;
    tools.log.warn('segment.lost', { key });
    await sendSegment(tools, key, bytes);
  }
}

/** Anybody who can write to the bucket can make a name; only a device of the project can seal what opens under it. */
async function isSealed({ remote, seal }: LogTools, key: string): Promise<boolean> {
  try {
    const object = await remote.get(key, objectBytesMax);
    if (object === null) return false;
    await seal.unseal(key, object.body);
    return true;
  } catch (error) {
    if (isFault(error, 'format-unknown')) return true;
    if (isFault(error, 'object-damaged') || isFault(error, 'encryption-switched')) return false;
    throw error;
  }
}
