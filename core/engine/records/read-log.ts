import { logPrefix, parseSegmentKey, segmentBoundKey } from '../../model/bucket-keys.ts';
import type { DeviceId, Sha256 } from '../../model/ids.ts';
import { hasRead, holesOf, type Cursor } from '../../model/records/cursor.ts';
import type { Stream } from '../../model/records/kinds.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import type { LogTools } from './log-tools.ts';
import { forgetGoneRivals } from './rivals.ts';
import { quarantine, readSegment, type SegmentRead } from './read-segment.ts';

/** One device's log of one stream, as its device file tells it. */
export interface PeerLog {
  readonly device: DeviceId;
  readonly stream: Stream;
  readonly head: { readonly seq: number; readonly hash: Sha256 };
  /** Segments below it were deleted; 0: none. */
  readonly floor: number;
}

/** What one fetch may still read, and what it has read. */
export interface Reading {
  segmentsLeft: number;
  segments: number;
  records: number;
  bytes: number;
}

export type LogRead =
  | 'read'
  /** The budget is used up; another fetch goes on here. */
  | 'more'
  /** A later Membridge writes this log. */
  | 'held'
  /** What is missing was deleted after an index covered it. */
  | 'below-floor';

/** Numbers that are looked at in one fetch of one log; the next fetch goes on behind them. */
const namesMax = 2_000;
/** Segments that failed before and are tried again in one fetch of one log. */
const retriesMax = 16;

const retryTurnMs = 60_000;

const hash16Chars = 16;
type Names = Map<number, Set<string>>;

/**
 * Reads what is new in one log. A segment that is missing or bad is a hole, which holds up nothing behind it. A name that the
 * listing lacks is known from the device file or the next segment.
 */
export async function readLog(tools: LogTools, log: PeerLog, reading: Reading, watch: Watch): Promise<LogRead> {
  const { store, self } = tools;
  const { device, stream, head, floor } = log;
  const cursor = store.cursor(device, stream);
  const bad = store
    .quarantined()
    .filter((entry) => entry.device === device && entry.stream === stream && entry.seq > 0);
  if (bad.some(({ finding, by }) => by === self.version && finding.endsWith('newer than this Membridge')))
    return 'held';
  await forgetGoneRivals(tools, log, bad);
  const again = new Set(bad.filter(({ by }) => by !== self.version).map(({ seq }) => seq));
  const holes = holesOf(cursor, head.seq, namesMax);
  const missing = holes.filter((seq) => seq >= floor);
  const headHash = head.hash.slice(0, hash16Chars);
  const forked = head.seq === cursor.upTo && cursor.tips.length > 0 && !cursor.tips.includes(headHash);
  const belowFloor = missing.length < holes.length;
  if (missing.length === 0 && again.size === 0 && !forked) return belowFloor ? 'below-floor' : 'read';

  const first = Math.min(cursor.upTo, missing[0] ?? Infinity, ...again);
  const names = await listNames(tools, log, Math.max(first, floor));
  // A listing may be stale; the head was stored before its device file told of it.
  add(names, head.seq, headHash);
  const waiting = waitingRetries(
    bad.map(({ seq }) => seq),
    tools.clock.now(),
  );
  const todo = dueNames(names, cursor, again, waiting);
  const end = await readNames(tools, log, todo, { reading, watch, cursor });
  if (end.kind !== 'read') return end.kind;
  await fillByChain(tools, log, missing, names, end.prevs);
  if (belowFloor) return 'below-floor';
  return holesOf(cursor, head.seq, namesMax).length === namesMax ? 'more' : 'read';
}

async function listNames({ remote }: LogTools, { device, stream }: PeerLog, from: number): Promise<Names> {
  const names: Names = new Map();
  let listed = 0;
  for await (const { key } of remote.list(logPrefix(device, stream), segmentBoundKey(device, stream, from))) {
    const name = parseSegmentKey(key);
    if (name === null) continue;
    if (++listed > namesMax) break;
    add(names, name.seq, name.hash16);
  }
  return names;
}

function add(names: Names, seq: number, hash16: string): void {
  const known = names.get(seq);
  if (known === undefined) names.set(seq, new Set([hash16]));
  else known.add(hash16);
}

interface Due {
  readonly seq: number;
  readonly hash16: string;
}

/** Names that were not read, in order; both branches of a fork. */
function dueNames(names: Names, cursor: Cursor, again: ReadonlySet<number>, waiting: ReadonlySet<number>): Due[] {
  const due: Due[] = [];
  for (const seq of [...names.keys()].sort((a, b) => a - b)) {
    const hashes = [...(names.get(seq) ?? [])];
    if (waiting.has(seq)) continue;
    for (const hash16 of hashes) {
      const isTip = seq === cursor.upTo && (cursor.tips.length === 0 || cursor.tips.includes(hash16));
      const isRead = seq < cursor.upTo || isTip || (cursor.extras.includes(seq) && hashes.length === 1);
      if (!isRead || again.has(seq)) due.push({ seq, hash16 });
    }
  }
  return due;
}

/** Of many that failed before, those that are not tried again this time; which they are changes every minute. */
function waitingRetries(bad: readonly number[], nowMs: number): ReadonlySet<number> {
  if (bad.length <= retriesMax) return new Set();
  const start = Math.floor(nowMs / retryTurnMs) % bad.length;
  const ordered = [...bad.slice(start), ...bad.slice(0, start)];
  return new Set(ordered.slice(retriesMax));
}

interface Walk {
  readonly reading: Reading;
  readonly watch: Watch;
  readonly cursor: Cursor;
}

type Walked = { readonly kind: 'more' | 'held' } | { readonly kind: 'read'; readonly prevs: Map<number, string> };

async function readNames(tools: LogTools, log: PeerLog, due: readonly Due[], walk: Walk): Promise<Walked> {
  const { reading, watch, cursor } = walk;
  const prevs = new Map<number, string>();
  for (const name of due) {
    throwIfInterrupted(watch.signal, 'fetch');
    if (reading.segmentsLeft === 0) return { kind: 'more' };
    reading.segmentsLeft -= 1;
    const result = await readSegment(tools, { ...log, ...name });
    if (result.kind === 'newer') return { kind: 'held' };
    if (result.kind === 'hole') continue;
    note(reading, watch, result);
    if (result.prev === null) continue;
    prevs.set(name.seq - 1, result.prev);
    if (name.seq - 1 === cursor.upTo && cursor.tips.length > 0 && !cursor.tips.includes(result.prev)) {
      await readFork(tools, log, { reading, watch, cursor });
    }
  }
  return { kind: 'read', prevs };
}

function note(reading: Reading, { progress }: Watch, joined: Extract<SegmentRead, { kind: 'joined' }>): void {
  progress?.advance(joined.bytes);
  reading.segments += 1;
  reading.records += joined.records;
  reading.bytes += joined.bytes;
}

/**
 * The writer followed another segment than the one read here: this log forked where it was read already. Everything from
 * the first number with two names is read, both branches; what was known is known again.
 */
async function readFork(tools: LogTools, log: PeerLog, { reading, watch, cursor }: Walk): Promise<void> {
  const { device, stream } = log;
  tools.log.warn('log.forked', { device, stream, upTo: cursor.upTo });
  const names = await listNames(tools, log, Math.max(log.floor, cursor.upTo - namesMax, 0));
  const forks = [...names.keys()].filter((seq) => seq <= cursor.upTo && (names.get(seq)?.size ?? 0) > 1);
  const from = Math.min(...forks);
  for (const seq of [...names.keys()].filter((each) => each >= from && each <= cursor.upTo)) {
    for (const hash16 of names.get(seq) ?? []) {
      throwIfInterrupted(watch.signal, 'fetch');
      const result = await readSegment(tools, { device, stream, seq, hash16 });
      if (result.kind === 'joined') note(reading, watch, result);
    }
  }
}

/** Numbers that no listing showed: the name of a segment also stands in the next one. What is left is a hole. */
async function fillByChain(
  tools: LogTools,
  log: PeerLog,
  missing: readonly number[],
  names: Names,
  prevs: Map<number, string>,
): Promise<void> {
  const { device, stream } = log;
  for (const seq of missing.toReversed()) {
    if (names.has(seq) || hasRead(tools.store.cursor(device, stream), seq)) continue;
    const hash16 = prevs.get(seq);
    const result = hash16 === undefined ? null : await readSegment(tools, { device, stream, seq, hash16 });
    if (result?.kind === 'joined' && result.prev !== null) prevs.set(seq - 1, result.prev);
    if (result === null) quarantine(tools, { device, stream, seq }, 'it is missing');
  }
}
