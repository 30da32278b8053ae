import type { DeviceId } from '../../model/ids.ts';
import { streams, type Stream } from '../../model/records/kinds.ts';
import { throwIfInterrupted } from '../interruption.ts';
import type { Watch } from '../machine.ts';
import { deviceReport, knownFile, reportIsDue, writeReport, type OwnReport } from './device-report.ts';
import type { Asked, LogTools } from './log-tools.ts';
import { reopenFork, verifyOwnLog } from './own-log.ts';
import { packSegment } from './pack.ts';
import { finishRenewal, renewDevice } from './renewal.ts';
import { sendSegment } from './send.ts';

export interface PublishWish {
  readonly report: OwnReport;
  /** From the last fetch: segments of ours that others miss. */
  readonly asked: readonly Asked[];
  /** From the last fetch: our own device file is not as we left it. */
  readonly doubt: boolean;
}

export interface Clone {
  readonly kind: 'cloned';
  readonly stream: Stream;
  /** Number of the first segment that somebody else wrote under our id. */
  readonly at: number;
  readonly former: DeviceId;
  /** Our id from now on. */
  readonly device: DeviceId;
}

export interface Published {
  readonly segments: number;
  readonly records: number;
  /** Sealed bytes of segments. */
  readonly bytes: number;
  readonly resent: number;
  readonly reported: boolean;
  /** Another machine writes under the id we had; everything of ours was published again under a new one. */
  readonly clone: Clone | null;
}

/** A copied home meets its other copy once; more often in one publish is a store that makes up names. */
const clonesMax = 3;
/** Segments sent again in one publish; the rest is asked for again. */
const resentMax = 16;

/**
 * Everything that waits goes to the remote (protocol.md section 5): segments, a look at our own log, the device file. One
 * new memory costs three requests here, nothing new none. What is stored stays so when a later step fails; a repetition
 * sends the same bytes under the same names. Throws what the remote throws, `interrupted`.
 */
export async function publish(tools: LogTools, wish: PublishWish, watch: Watch): Promise<Published> {
  const done = { segments: 0, records: 0, bytes: 0, resent: 0, reported: false, clone: null as Clone | null };
  // A bucket that seems to have gone back is not written to before somebody knows.
  if (tools.store.rollbackSight() !== null) return done;
  for (let attempt = 0; attempt < clonesMax; attempt++) {
    await finishRenewal(tools);
    const sent = await sendAll(tools, watch, done);
    const clone = (await verify(tools, sent)) ?? (await report(tools, wish, sent, done));
    if (clone === null) break;
    for (const stream of streams) await reopenFork(tools, stream);
    done.clone = { kind: 'cloned', ...clone, ...renewDevice(tools) };
    tools.log.warn('device.cloned', { ...done.clone });
  }
  done.resent = done.clone === null ? await sendAgain(tools, wish.asked) : 0;
  return done;
}

type Count = { segments: number; records: number; bytes: number; reported: boolean };

/** Streams whose own log has something that was not verified. */
async function sendAll(tools: LogTools, watch: Watch, done: Count): Promise<Set<Stream>> {
  const open = new Set<Stream>();
  for (const stream of streams) {
    while (await sendNext(tools, stream, watch, done)) open.add(stream);
    if (tools.store.unverified(stream, 1).length > 0) open.add(stream);
  }
  return open;
}

async function sendNext(tools: LogTools, stream: Stream, watch: Watch, done: Count): Promise<boolean> {
  throwIfInterrupted(watch.signal, 'publish');
  const { store } = tools;
  // Left over by a capture that filled more than one, by a crash or a fault: always the newest ones.
  const left = store.ownHead(stream)?.state === 'new' ? store.firstNew(stream) : null;
  const next = left ?? (await packSegment(tools, stream));
  const bytes = next === null ? undefined : (left ?? store.ownSegment(stream, next.seq))?.bytes;
  if (next === null || bytes === undefined) return false;
  if (done.segments === 0) watch.progress?.phase('uploading', null);
  await sendSegment(tools, next.key, bytes);
  store.setSegmentState(stream, next.seq, 'stored');
  watch.progress?.advance(bytes.length);
  done.segments += 1;
  done.records += next.count;
  done.bytes += bytes.length;
  return true;
}

async function verify(tools: LogTools, open: ReadonlySet<Stream>): Promise<{ stream: Stream; at: number } | null> {
  for (const stream of open) {
    const found = await verifyOwnLog(tools, stream);
    if (found.kind === 'cloned') return { stream, at: found.at };
  }
  return null;
}

/** A copy of this home would write its older state over ours: nobody writes the file who has not just seen his own log. */
async function report(tools: LogTools, wish: PublishWish, seen: ReadonlySet<Stream>, done: Count) {
  const { store, state } = tools;
  const file = deviceReport(tools, wish.report);
  if (!wish.doubt && !reportIsDue(knownFile(store, state.deviceId()), file)) return null;
  // Somebody else wrote it last: he may have written in a stream where we never did.
  const isOurs = (stream: Stream) => wish.doubt || stream === 'core' || store.ownHead(stream) !== null;
  const unseen = streams.filter((stream) => !seen.has(stream) && isOurs(stream));
  const clone = await verify(tools, new Set(unseen));
  if (clone !== null) return clone;
  await writeReport(tools, file);
  done.reported = true;
  return null;
}

async function sendAgain(tools: LogTools, asked: readonly Asked[]): Promise<number> {
  let sent = 0;
  for (const { stream, seq } of asked.slice(0, resentMax)) {
    const segment = tools.store.ownSegment(stream, seq);
    if (segment === null) continue;
    tools.log.warn('segment.sent-again', { key: segment.key });
    await sendSegment(tools, segment.key, segment.bytes);
    sent += 1;
  }
  return sent;
}
