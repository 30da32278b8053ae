import { logPrefix, parseSegmentKey, segmentBoundKey } from '../../model/bucket-keys.ts';
import type { DeviceId } from '../../model/ids.ts';
import { hasRead } from '../../model/records/cursor.ts';
import type { Stream } from '../../model/records/kinds.ts';
import type { Quarantined } from '../../ports/record-store.ts';
import type { LogTools } from './log-tools.ts';

/** Names that are looked at in one fetch; what lies behind them is looked at when these are gone. */
const namesMax = 2_000;

interface Log {
  readonly device: DeviceId;
  readonly stream: Stream;
  /** Segments below it were deleted. */
  readonly floor: number;
}

/**
 * A bad segment beside a good one of the same number (forged, or rotten in one branch of a fork) is listed for as long as it
 * lies there: a log that was read to its end is not read again by itself. `bad`: what is set aside of this log.
 */
export async function forgetGoneRivals(tools: LogTools, log: Log, bad: readonly Quarantined[]): Promise<void> {
  const { store, remote } = tools;
  const { device, stream, floor } = log;
  const cursor = store.cursor(device, stream);
  const seqs = bad.filter((entry) => isUnreadable(entry) && hasRead(cursor, entry.seq)).map(({ seq }) => seq);
  if (seqs.length === 0) return;
  const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
  const names = new Map<number, number>();
  let listed = 0;
  let upTo = last;
  for await (const { key } of remote.list(
    logPrefix(device, stream),
    segmentBoundKey(device, stream, Math.max(first, floor)),
  )) {
    const name = parseSegmentKey(key);
    if (name === null) continue;
    if (name.seq > last) break;
    if (++listed > namesMax) {
      upTo = name.seq - 1;
      break;
    }
    names.set(name.seq, (names.get(name.seq) ?? 0) + 1);
  }
  for (const seq of seqs) if (seq <= upTo && (names.get(seq) ?? 0) < 2) store.clearQuarantine({ device, stream, seq });
}

/** The other reason is a line that only a later Membridge understands: its segment was read. */
function isUnreadable({ finding }: Quarantined): boolean {
  return !finding.startsWith('record ');
}
