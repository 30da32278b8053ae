import { parseSegmentKey } from '../../model/bucket-keys.ts';
import { deviceIdSchema, type DeviceId } from '../../model/ids.ts';
import { cursorStart } from '../../model/records/cursor.ts';
import { streams, type Stream } from '../../model/records/kinds.ts';
import { parseLine } from '../../model/records/record-line.ts';
import type { OutboxSegment } from '../../ports/record-store.ts';
import { damageOf } from '../damage.ts';
import { peerHeads, unseenEtag } from './device-report.ts';
import { joinLines } from './join-segment.ts';
import type { LogStore, LogTools } from './log-tools.ts';
import { reopenFrom } from './own-log.ts';
import { decodeSegment, type OpenSegment } from './segment-codec.ts';

/**
 * One of two clones takes another id (protocol.md section 5): the old log is read as a foreign one from where it was known
 * to be ours alone; what we wrote beyond, or `all` of which we have the bytes, is published again under the new id
 * (`finishRenewal`, which a crash only delays).
 */
export function renewDevice(
  { store, state, random }: LogTools,
  again: 'unverified' | 'all' = 'unverified',
): {
  readonly former: DeviceId;
  readonly device: DeviceId;
} {
  const device = deviceIdSchema.parse(random.hex(16));
  const former = state.deviceId();
  store.transaction(() => {
    for (const stream of streams) {
      if (again === 'all') openAll(store, stream);
      else openUntold(store, former, stream);
      const verified = (store.unverified(stream, 1)[0]?.seq ?? (store.ownHead(stream)?.seq ?? 0) + 1) - 1;
      const tip = store.ownSegment(stream, verified);
      store.setCursor(former, stream, { ...cursorStart, upTo: verified, tips: tip === null ? [] : [hash16Of(tip)] });
      dropVerified(store, stream, verified);
    }
    // Our file in the bucket may be the other one's by now, whatever etag we saw: read it anew as a foreign one.
    const file = store.peerFile(former);
    if (file !== null) store.setPeerFile(former, { etag: unseenEtag(''), text: file.text });
    store.renewDevice(device);
  });
  return { former, device };
}

/** They are in the old log. The newest may be known without its bytes. */
function dropVerified(store: LogStore, stream: Stream, newest: number): void {
  let seq = newest;
  do {
    store.dropSegment(stream, seq);
    seq -= 1;
  } while (store.ownSegment(stream, seq) !== null);
}

/**
 * What our device file never told of is read by nobody under the old name: the other one writes that file from now on, and
 * knows nothing of it. It goes out again under the new name, though it was seen to be ours alone.
 */
function openUntold(store: LogStore, former: DeviceId, stream: Stream): void {
  reopenFrom(store, stream, (peerHeads(store, former)[stream]?.seq ?? 0) + 1);
}

function openAll(store: LogStore, stream: Stream): void {
  for (let seq = store.ownHead(stream)?.seq ?? 0; store.ownSegment(stream, seq) !== null; seq--) {
    store.setSegmentState(stream, seq, 'stored');
  }
}

/** Unpacks segments of a former id, newest first, each in one transaction. `here too`: what they say is brought back here. */
export async function finishRenewal(tools: LogTools, to: 'others' | 'here too' = 'others'): Promise<void> {
  for (const stream of streams) {
    for (let left = formerSegment(tools, stream); left !== null; left = formerSegment(tools, stream)) {
      await takeBack(tools, left, to);
    }
  }
}

function formerSegment({ store, state }: LogTools, stream: Stream): OutboxSegment | null {
  const head = store.ownHead(stream);
  const segment = head === null ? null : store.ownSegment(stream, head.seq);
  return segment !== null && parseSegmentKey(segment.key)?.device !== state.deviceId() ? segment : null;
}

async function takeBack(tools: LogTools, segment: OutboxSegment, to: 'others' | 'here too'): Promise<void> {
  const { store, clock, self } = tools;
  const { stream, seq, key } = segment;
  const former = parseSegmentKey(key)?.device;
  const opened = former === undefined ? null : await openOwn(tools, segment);
  store.transaction(() => {
    if (opened !== null && 'finding' in opened && former !== undefined) {
      const { finding } = opened;
      store.quarantine({ device: former, stream, seq, finding, since: clock.now(), by: self.version });
    } else if (opened !== null && 'lines' in opened && former !== undefined) {
      // Read twice; no more than one segment holds.
      const lines = [...opened.lines];
      addBack(tools, lines, former);
      if (to === 'here too') joinLines(store, former, lines, clock.now());
    }
    store.dropSegment(stream, seq);
  });
}

async function openOwn(
  { seal }: LogTools,
  { key, bytes }: OutboxSegment,
): Promise<OpenSegment | { readonly finding: string }> {
  try {
    return decodeSegment(key, await seal.unseal(key, bytes));
  } catch (error) {
    const damage = damageOf(error, key);
    if (damage === null) throw error;
    return damage;
  }
}

function addBack({ store }: LogTools, lines: readonly string[], former: DeviceId): void {
  for (const text of lines) {
    const line = parseLine(text, former);
    if (line.kind === 'record') store.addUnsent(line.record);
    if (line.kind === 'batch') store.addUnsentBatch(line.batch);
  }
}

function hash16Of({ sha256 }: OutboxSegment): string {
  return sha256.slice(0, 16);
}
