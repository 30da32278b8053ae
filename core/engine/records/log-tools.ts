import type { Stream } from '../../model/records/kinds.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { Machine } from '../machine.ts';

/** What is kept of the log between runs. */
export type LogStore = Pick<
  RecordStore,
  | 'addUnsent'
  | 'addUnsentBatch'
  | 'unsent'
  | 'unsentBytes'
  | 'pack'
  | 'setTooLarge'
  | 'clearTooLarge'
  | 'tooLarge'
  | 'ownHead'
  | 'unverified'
  | 'ownSegment'
  | 'firstNew'
  | 'setSegmentState'
  | 'dropSegment'
  | 'renewDevice'
  | 'cursor'
  | 'setCursor'
  | 'cursors'
  | 'peerFile'
  | 'setPeerFile'
  | 'quarantined'
  | 'quarantine'
  | 'clearQuarantine'
  | 'rollbackSight'
  | 'setRollbackSight'
  | 'addBatch'
  | 'known'
  | 'pending'
  | 'setPending'
  | 'addConflict'
  | 'transaction'
>;

/** What the record log works with: the remote, and what this machine knows of it. */
export interface LogTools extends Pick<Machine, 'remote' | 'seal' | 'clock' | 'random' | 'log' | 'self'> {
  readonly store: LogStore;
  /** Asked anew each time: a clone of this device makes it take another id. */
  readonly state: Pick<Machine['state'], 'deviceId'>;
  /** Streams whose logs are read here. */
  readonly streams: ReadonlySet<Stream>;
}

/** A segment of our own that another device could not read: it is sent again as it was. */
export interface Asked {
  readonly stream: Stream;
  readonly seq: number;
}
