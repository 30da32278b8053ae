import { packSegment } from '../engine/records/pack.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import { streams } from '../model/records/kinds.ts';

/** More than this many segments wait only in a first upload of some GB. */
const segmentsWeighed = 10_000;

/** Records that the others have not been told of: not packed, or packed and not stored. */
export function unsentOf(store: Pick<MergeMachine['store'], 'unsentCount' | 'unverified'>): number {
  const packed = streams.flatMap((stream) => store.unverified(stream, segmentsWeighed));
  return packed.reduce((sum, { state, count }) => sum + (state === 'new' ? count : 0), store.unsentCount());
}

/** What would be sent, packed on a private copy. */
export async function weigh(copy: MergeMachine): Promise<{ records: number; bytes: number }> {
  let [records, bytes] = [0, 0];
  for (const stream of streams) {
    while ((await packSegment(copy, stream)) !== null);
    for (const { seq, state, count } of copy.store.unverified(stream, segmentsWeighed)) {
      if (state !== 'new') continue;
      records += count;
      bytes += copy.store.ownSegment(stream, seq)?.bytes.length ?? 0;
    }
  }
  return { records, bytes };
}
