import type { RecordWriting } from '../../ports/record-source.ts';
import type { InFlight, RecordStore } from '../../ports/record-store.ts';

/** What one pending record came to, inside the write transaction. */
export type Applied =
  /** Rows were written: `writes` are known to be ours, `finish` is noted once the source has committed. */
  | { readonly kind: 'written'; readonly writes: readonly InFlight[]; readonly finish: () => void }
  /** Nothing to write; `finish` is noted. */
  | { readonly kind: 'noted'; readonly finish: () => void }
  /** A local edit has to be captured first, or queued work has to end: it stays pending. */
  | { readonly kind: 'waits'; readonly note?: () => void }
  | { readonly kind: 'parked'; readonly finding: string; readonly note?: () => void };

/** One write transaction: rows made in it are not in the store yet. */
export interface ApplyTurn {
  readonly store: RecordStore;
  readonly writing: RecordWriting;
  /** This device's clock, for people: when a conflict was met. */
  readonly wallMs: number;
  /** Sessions made in this transaction. */
  readonly sessions: Map<string, number>;
  /** Rows written in this transaction: whoever meets one waits for the next round. */
  readonly touched: Set<string>;
  /** False in the first run on a machine with rows of its own: it deletes nothing. */
  readonly deletes: boolean;
}
