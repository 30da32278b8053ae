import type { Stream } from '../../model/records/kinds.ts';
import type { RecordImages } from '../../ports/record-images.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { Machine } from '../machine.ts';
import type { RecordTools } from './tools.ts';

/** A machine in merge mode with what its snapshots need: images, parts, and the replacing of a database. */
export interface SnapshotMachine extends Machine {
  readonly store: RecordStore;
  readonly records: RecordSource;
  readonly images: RecordImages;
  readonly streams: ReadonlySet<Stream>;
  /** Version of the memory tool, for the others to see; null when it is not known. */
  readonly tool: string | null;
}

export function recordToolsOf({ records, store, clock, log, state, streams }: SnapshotMachine): RecordTools {
  return { records, store, clock, log, device: state.deviceId(), streams };
}
