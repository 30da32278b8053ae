import type { Watch } from '../machine.ts';
import { forgetUnfinishedJoin, joinFromSnapshot } from './join-snapshot.ts';
import { mergeSnapshot } from './merge-snapshot.ts';
import { publishSnapshotIfDue } from './snapshot-if-due.ts';
import type { SnapshotMachine } from './snapshot-machine.ts';

/** What an image brought that took the place of the database; stored bytes. */
export interface Placed {
  readonly records: number;
  readonly bytes: number;
}

/** What a run of merge mode does with snapshots. */
export interface SnapshotPlane {
  /** What a killed join had loaded for an image that was not placed is forgotten. */
  settle(): void;
  /** The first run here. `place`: where there is no row, an image may take the place of the database. What it brought; null where none did. */
  join(watch: Watch, wish: { readonly place: boolean }): Promise<Placed | null>;
  /** Brings what the logs do not have any more. */
  merge(watch: Watch): Promise<void>;
  publishIfDue(watch: Watch): Promise<void>;
}

export function snapshotPlane(machine: SnapshotMachine): SnapshotPlane {
  return {
    settle: () => forgetUnfinishedJoin(machine),
    async join(watch, wish) {
      const joined = await joinFromSnapshot(machine, watch, wish);
      return joined.kind === 'placed' ? { records: joined.records, bytes: joined.receivedBytes } : null;
    },
    merge: async (watch) => void (await mergeSnapshot(machine, watch)),
    publishIfDue: async (watch) => void (await publishSnapshotIfDue(machine, watch)),
  };
}
