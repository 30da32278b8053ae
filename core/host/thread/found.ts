import type { MembridgeError } from '../../model/errors.ts';
import type { Status } from '../../model/status.ts';
import type { Moved } from './job.ts';

/** What a round of either mode found. */
export interface Found {
  readonly moved: Moved;
  readonly isMoved: boolean;
  /** What held something back, or ended the round. */
  readonly fault: MembridgeError | null;
  /** The remote was not reached, whatever else there was. */
  readonly away: MembridgeError | null;
  /** What comparing every row took; null where that was not done. */
  readonly wholeMs: number | null;
  /** How things stand now. */
  status(): Promise<Status>;
}

export const nothingMoved: Moved = { published: 0, applied: 0, labels: [], historyId: null };
