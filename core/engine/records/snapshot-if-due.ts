import type { SnapshotName } from '../../model/device-file.ts';
import { snapshotIsDue } from '../../model/records/snapshot-due.ts';
import type { Watch } from '../machine.ts';
import { coversOf, sizeOf } from './covers.ts';
import { knownFile } from './device-report.ts';
import { publishSnapshot, type SnapshotPublished } from './publish-snapshot.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

/**
 * Publishes a snapshot where the fleet has none yet of so many records, or where its logs have grown far beyond the last one.
 * To be called at the end of a run that sent everything. Null where nothing is due.
 */
export async function publishSnapshotIfDue(machine: SnapshotMachine, watch: Watch): Promise<SnapshotPublished | null> {
  const { store } = machine;
  const isSettled = store.generation() !== null && store.rollbackSight() === null && store.unsentCount() === 0;
  if (!isSettled) return null;
  const { live, dead } = store.knownCount();
  const now = sizeOf({ covers: coversOf(machine), records: live + dead });
  return snapshotIsDue(now, newestNamed(machine)) ? publishSnapshot(machine, watch) : null;
}

/** As the device files tell that were read last. */
function newestNamed({ store, state }: SnapshotMachine): SnapshotName | null {
  const devices = new Set([state.deviceId(), ...store.cursors().map(({ device }) => device)]);
  const named = [...devices].flatMap((device) => knownFile(store, device)?.merge?.snapshot ?? []);
  return named.toSorted((a, b) => b.segments - a.segments)[0] ?? null;
}
