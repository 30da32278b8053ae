import type { DeviceId } from '../../model/ids.ts';
import type { Stream } from '../../model/records/kinds.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';

/** What capture and apply work with: one machine's live memory and what it knows of it. */
export interface RecordTools {
  readonly records: RecordSource;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly device: DeviceId;
  /** Streams that this machine takes part in; the rows of others are left alone. */
  readonly streams: ReadonlySet<Stream>;
  /** Called between two transactions of a capture. */
  readonly afterTurn?: () => Promise<void>;
}

/** Rows worked on between two looks at the event loop and in one state transaction: milliseconds of work on a board. */
export const rowsPerTurn = 200;
