import type { Moment } from '../model/tune/act.ts';
import type { TuneJournal } from '../model/tune/transaction.ts';
import type { BoardTree } from '../model/tune/tree.ts';
import type { BoardHelper } from '../ports/board-helper.ts';
import type { Clock } from '../ports/clock.ts';

/** Where the board's desk finds the machine, and whom it asks to change anything. */
export interface BoardPlace {
  readonly tree: BoardTree;
  readonly helper: BoardHelper;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  /** Throws `tune-journal-damaged`. */
  changes(): { readonly journal: TuneJournal; readonly moment: Moment };
  /** A command of ours with the right that it needs, as a person may paste it: `tune confirm`. */
  command(words: readonly string[]): string;
}
