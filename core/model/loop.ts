import type { LoopPolicy } from './loop-round.ts';
import type { Due, LoopEvent, LoopState } from './loop-state.ts';

export type { LoopPolicy, Round, RoundOutcome, WakeReason } from './loop-round.ts';
export type { Due, LoopEvent, LoopState, Pause, Trouble } from './loop-state.ts';

/** A host has just started: it wants a whole look at once. */
export function loopStart(at: number, policy: LoopPolicy): LoopState {
  return {
    policy,
    running: null,
    pressed: false,
    asked: { reason: 'start', isWhole: true, dueAt: at },
    glance: null,
    glancedAt: null,
    sessionEndedAt: null,
    changed: null,
    isWholeOwed: false,
    wholeFreeAt: at,
    wholeAt: at,
    poll: { everyMs: policy.pollMinMs, dueAt: at + policy.pollMinMs },
    trouble: null,
    pause: null,
    power: { onBattery: false, metered: false },
  };
}

/** The state after an event. Total. `share` is drawn by the caller from 0 to 1 and spreads waits. */
export function step(state: LoopState, _event: LoopEvent, _share: number): LoopState {
  return state;
}

/** What to do at `now` (monotonic); `wallNow` only ends a pause. Pure and total. */
export function due(_state: LoopState, _now: number, _wallNow: number): Due {
  return { kind: 'wait', untilMs: null, why: 'poll' };
}
