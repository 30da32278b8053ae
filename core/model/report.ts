import type { Decision } from './decision.ts';
import type { HistoryEntry } from './history.ts';

/** What one run did, for people and programs; `sync --json` prints it. */
export interface SyncReport {
  readonly decision: Decision;
  readonly dryRun: boolean;
  /** Rows of the image that was published, bytes that had to be sent. */
  readonly published: Moved;
  /** Rows of the image that was taken, bytes that had to be fetched. */
  readonly applied: Moved;
  readonly conflicts: number;
  /** Calls of the remote, of any kind. */
  readonly requests: number;
  readonly durationMs: number;
  /** The entry it made in the history. */
  readonly entry: HistoryEntry | null;
}

export interface Moved {
  readonly records: number;
  readonly bytes: number;
}

export const nothingMoved: Moved = { records: 0, bytes: 0 };
