import type { Watch } from '../machine.ts';
import { forgetUnfinishedJoin, joinFromSnapshot } from './join-snapshot.ts';
import { mergeSnapshot } from './merge-snapshot.ts';
import { publishSnapshotIfDue } from './snapshot-if-due.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

/** What a run of merge mode does with snapshots. */
export interface SnapshotPlane {
  /** What a killed join had loaded for an image that was not placed is forgotten. */
  settle(): void;
  /** The first run here. `place`: where there is no row, an image may take the place of the database. True when one did. */
  join(watch: Watch, wish: { readonly place: boolean }): Promise<boolean>;
  /** Brings what the logs do not have any more. */
  merge(watch: Watch): Promise<void>;
  publishIfDue(watch: Watch): Promise<void>;
}

export function snapshotPlane(machine: SnapshotMachine): SnapshotPlane {
  return {
    settle: () => forgetUnfinishedJoin(machine),
    join: async (watch, wish) => (await joinFromSnapshot(machine, watch, wish)).kind === 'placed',
    merge: async (watch) => void (await mergeSnapshot(machine, watch)),
    publishIfDue: async (watch) => void (await publishSnapshotIfDue(machine, watch)),
  };
}
