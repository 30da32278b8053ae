import type { LoopPolicy, Round, RoundOutcome, WakeReason } from './loop-round.ts';

/**
 * What happened. `at` and every `…At` and `since` of the loop are milliseconds of a monotonic clock: a wall clock that is
 * set forwards or back moves nothing. Only the end of a pause is also a moment of the wall clock, because a person named it.
 */
export type LoopEvent = { readonly at: number } & (
  | { readonly kind: 'wake'; readonly reason: WakeReason }
  | { readonly kind: 'began'; readonly round: Round }
  | { readonly kind: 'ended'; readonly outcome: RoundOutcome }
  /** The running round was broken off for somebody else's sake: no fault, and its work is still to do. */
  | { readonly kind: 'aborted' }
  /** `until` and `wallNow` in wall clock milliseconds; null: until resumed. */
  | { readonly kind: 'pause'; readonly until: number | null; readonly wallNow: number }
  | { readonly kind: 'resume' }
  | { readonly kind: 'power'; readonly onBattery: boolean; readonly metered: boolean }
  | { readonly kind: 'policy'; readonly policy: LoopPolicy }
);

/** A pause for a time ends when either clock says so: sleep stops the monotonic one, a hand may turn the wall clock back. */
export type Pause =
  | { readonly kind: 'until-resumed' }
  | { readonly kind: 'until'; readonly wallMs: number; readonly atMs: number };

/** Why rounds fail at the moment; cleared by the first that is done. `since` is the first failure's end. */
export interface Trouble {
  readonly kind: 'away' | 'stopped';
  readonly code: string;
  readonly since: number;
  readonly failures: number;
  readonly retryAt: number;
}

export interface LoopState {
  readonly policy: LoopPolicy;
  readonly running: Running | null;
  /** A person pressed "sync now": passes every gate. */
  readonly pressed: boolean;
  /** Something wants a round at once: start, a command that ended, new settings, the end of a session. */
  readonly asked: Asked | null;
  /** A person came: one cheap look, spaced. */
  readonly glance: { readonly since: number; readonly reason: WakeReason } | null;
  readonly glancedAt: number | null;
  readonly sessionEndedAt: number | null;
  /** The file changed since the last look at it. */
  readonly changed: { readonly firstAt: number; readonly lastAt: number } | null;
  /** A change was looked at quickly only: a whole look is still to come. */
  readonly isWholeOwed: boolean;
  /** Before this no whole look begins by itself: see `wholeShareMax`. */
  readonly wholeFreeAt: number;
  /** End of the last finished whole look. */
  readonly wholeAt: number;
  readonly poll: { readonly everyMs: number; readonly dueAt: number };
  readonly trouble: Trouble | null;
  readonly pause: Pause | null;
  readonly power: { readonly onBattery: boolean; readonly metered: boolean };
}

export interface Asked {
  readonly reason: WakeReason;
  readonly isWhole: boolean;
  readonly dueAt: number;
  /** Worth a try although the remote was out of reach a moment ago. */
  readonly passesBackoff: boolean;
}

interface Running {
  readonly round: Round;
  readonly since: number;
}

/** What to do now. `untilMs`: on the monotonic clock; null: nothing but an event ends the wait. */
export type Due =
  | { readonly kind: 'run'; readonly round: Round }
  | {
      readonly kind: 'wait';
      readonly untilMs: number | null;
      readonly why: 'poll' | 'quiet' | 'backoff' | 'paused' | 'battery' | 'metered' | 'running';
    };
