/**
 * Why somebody says "look again". A wake carries no data: lost, doubled or reordered ones are harmless (architecture.md).
 * `timer` is the loop's own poll; `resume` is a machine that slept; `person` is a press on "sync now".
 */
export type WakeReason =
  | 'start'
  | 'file'
  | 'timer'
  | 'network'
  | 'resume'
  | 'focus'
  | 'hook-session-start'
  | 'hook-user-prompt'
  | 'hook-stop'
  | 'hook-session-end'
  | 'command'
  | 'settings'
  | 'person';

/** What a person set (cli.md, settings of the same names). */
export interface LoopPolicy {
  /** Stillness of the database before it is looked at. */
  readonly quietPeriodMs: number;
  /** Under steady writing it is looked at this long after the first change at the latest. */
  readonly maxDelayMs: number;
  readonly pollMinMs: number;
  readonly pollMaxMs: number;
  readonly waitOnBattery: boolean;
  readonly waitOnMetered: boolean;
}

/** One round of work. `quick`: new rows only, cheap; `whole`: every row is compared. */
export interface Round {
  readonly intent: 'sync' | 'push' | 'pull';
  readonly look: 'quick' | 'whole';
  readonly reason: WakeReason;
}

interface RoundTimes {
  readonly tookMs: number;
  /**
   * What the whole look took by itself, given when it was finished, even if what came after it failed: then it need
   * not be made again. Without it `tookMs` stands for it, and after a failure it is made again.
   */
  readonly wholeMs?: number;
}

/** `away`: the remote was not reached. `stopped`: a brake, a busy home, damage: waiting alone may not cure it. */
export type RoundOutcome = RoundTimes &
  (
    | { readonly kind: 'done'; readonly moved: boolean }
    | { readonly kind: 'away'; readonly code: string }
    | { readonly kind: 'stopped'; readonly code: string }
  );
