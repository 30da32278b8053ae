import { segmentKey } from '../../model/bucket-keys.ts';
import { fail, isFault } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import { objectBytesMax } from '../../model/limits.ts';
import { afterReading } from '../../model/records/cursor.ts';
import type { Stream } from '../../model/records/kinds.ts';
import { damageOf } from '../damage.ts';
import { joinLines } from './join-segment.ts';
import type { LogTools } from './log-tools.ts';
import { decodeSegment, type OpenSegment } from './segment-codec.ts';

/** One name in another device's log. */
export interface SegmentName {
  readonly device: DeviceId;
  readonly stream: Stream;
  readonly seq: number;
  readonly hash16: string;
}

export type SegmentRead =
  /** `prev`: start of the hash of the segment before, as its writer knew it; null for a first one. */
  | { readonly kind: 'joined'; readonly records: number; readonly bytes: number; readonly prev: string | null }
  /** A hole: quarantined, to be tried again. */
  | { readonly kind: 'hole' }
  /** Of a later major format. */
  | { readonly kind: 'newer' };

/**
 * Gets one segment, checks name, mac, header and content, and joins its records into what waits, in one transaction with
 * the cursor: a crash leaves both or neither. Throws what the remote throws.
 */
export async function readSegment(tools: LogTools, name: SegmentName): Promise<SegmentRead> {
  const { device, stream, seq, hash16 } = name;
  const key = segmentKey(device, stream, seq, hash16);
  let opened: OpenSegment;
  let bytes = 0;
  try {
    const object = await tools.remote.get(key, objectBytesMax);
    if (object === null) throw fail('object-missing', { key });
    bytes = object.body.length;
    opened = decodeSegment(key, await tools.seal.unseal(key, object.body));
    checkPlace(key, name, opened);
  } catch (error) {
    const damage = damageOf(error, key);
    if (damage === null) throw error;
    quarantine(tools, name, damage.finding);
    return { kind: isFault(error, 'format-unknown') ? 'newer' : 'hole' };
  }
  const prev = opened.header.prev?.slice(0, hash16.length) ?? null;
  return { kind: 'joined', records: join(tools, name, opened), bytes, prev };
}

function checkPlace(key: string, { device, stream, seq }: SegmentName, { header }: OpenSegment): void {
  const same = header.device === device && header.stream === stream && header.seq === seq;
  if (!same) throw fail('object-damaged', { key, finding: 'its header names another place in a log' });
}

function join(tools: LogTools, name: SegmentName, { lines }: OpenSegment): number {
  const { store, clock, self } = tools;
  const { device, stream, seq, hash16 } = name;
  return store.transaction(() => {
    const { records, finding } = joinLines(store, device, lines, clock.now());
    store.setCursor(device, stream, afterReading(store.cursor(device, stream), seq, hash16));
    // Read, but not understood as a whole: no hole, and no work for its author. A later Membridge reads it again.
    if (finding === null) store.clearQuarantine(name);
    else store.quarantine({ device, stream, seq, finding, since: clock.now(), by: self.version });
    return records;
  });
}

/** Keeps the first sight of an entry that is there already. */
export function quarantine(tools: LogTools, place: Omit<SegmentName, 'hash16'>, finding: string): void {
  const { store, clock, log, self } = tools;
  const { device, stream, seq } = place;
  const known = store
    .quarantined()
    .find((entry) => entry.device === device && entry.stream === stream && entry.seq === seq);
  if (known?.finding === finding && known.by === self.version) return;
  log.warn('segment.quarantined', { device, stream, seq, finding });
  // A log of which nothing was read yet counts as begun: its author is asked only for holes in logs with a cursor.
  if (seq > 0) store.setCursor(device, stream, store.cursor(device, stream));
  store.quarantine({ device, stream, seq, finding, since: known?.since ?? clock.now(), by: self.version });
}
