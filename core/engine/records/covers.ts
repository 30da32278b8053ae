import type { ManifestMerge } from '../../model/manifest.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { LogSize } from '../../model/records/snapshot-due.ts';
import { ownHeads } from './device-report.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

type Covers = ManifestMerge['covers'];
type Tools = Pick<SnapshotMachine, 'store' | 'state' | 'streams'>;

/**
 * Up to where every log is known here without a hole. A segment that was read but not understood counts as a hole: who
 * joins by a snapshot, perhaps with a later Membridge, has to read it.
 */
export function coversOf({ store, state, streams }: Tools): Covers {
  const covers: Covers = {};
  const own = state.deviceId();
  for (const { device, stream, cursor } of store.cursors()) {
    if (device === own || !streams.has(stream) || cursor.upTo === 0) continue;
    const bad = store.quarantined().filter((entry) => entry.device === device && entry.stream === stream);
    const upTo = Math.min(cursor.upTo, ...bad.filter(({ seq }) => seq > 0).map(({ seq }) => seq - 1));
    if (upTo > 0) cover(covers, device, stream, upTo);
  }
  for (const [stream, { seq }] of Object.entries(ownHeads(store))) cover(covers, own, stream, seq);
  return covers;
}

function cover(covers: Covers, device: DeviceId, stream: string, upTo: number): void {
  covers[device] = { ...covers[device], [stream]: upTo };
}

export function sizeOf({ covers, records }: Pick<ManifestMerge, 'covers' | 'records'>): LogSize {
  const segments = Object.values(covers).flatMap((each) => Object.values(each));
  return { segments: segments.reduce((sum, upTo) => sum + upTo, 0), records };
}
