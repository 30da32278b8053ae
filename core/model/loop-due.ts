import { glanceEveryMs, wholeEveryMs } from './loop-pace.ts';
import type { Round, WakeReason } from './loop-round.ts';
import type { Due, LoopState, Pause } from './loop-state.ts';

/**
 * What to do at `now` (monotonic milliseconds); `wallNow` only ends a pause. Pure and total: unless a round runs, a pause
 * lasts or the power is waited for, there is always a moment at which something is due, at most pollMax away.
 */
export function due(state: LoopState, now: number, wallNow: number): Due {
  const { policy, power } = state;
  if (state.running !== null) return { kind: 'wait', untilMs: null, why: 'running' };
  if (state.pressed) return { kind: 'run', round: { intent: 'sync', look: 'whole', reason: 'person' } };
  if (state.pause !== null && !isOver(state.pause, now, wallNow)) {
    return { kind: 'wait', untilMs: endOf(state.pause, now, wallNow), why: 'paused' };
  }
  if (policy.waitOnBattery && power.onBattery) return { kind: 'wait', untilMs: null, why: 'battery' };
  if (policy.waitOnMetered && power.metered) return { kind: 'wait', untilMs: null, why: 'metered' };
  const wishes = wishesOf(state, now);
  const ripe = wishes.filter(({ at }) => at <= now);
  const [first] = ripe;
  if (first !== undefined) return { kind: 'run', round: roundFor(state, now, first.reason, ripe) };
  const next = wishes.reduce((a, b) => (b.at < a.at ? b : a));
  return { kind: 'wait', untilMs: next.at, why: next.why };
}

/** Whether a pause has ended, by either clock. */
export function isOver(pause: Pause, now: number, wallNow: number): boolean {
  return pause.kind === 'until' && (now >= pause.atMs || wallNow >= pause.wallMs);
}

/** When a change of the file is looked at: after stillness, under steady writing at the latest `maxDelayMs` after the first. */
export function changeDueAt({ changed, policy }: LoopState): number {
  if (changed === null) return Infinity;
  return Math.min(changed.lastAt + policy.quietPeriodMs, changed.firstAt + policy.maxDelayMs);
}

function endOf(pause: Pause, now: number, wallNow: number): number | null {
  return pause.kind === 'until' ? Math.min(pause.atMs, now + pause.wallMs - wallNow) : null;
}

interface Wish {
  readonly at: number;
  readonly reason: WakeReason;
  readonly isWhole: boolean;
  readonly why: 'poll' | 'quiet' | 'backoff';
}

/** All that wants a round, the weightiest first; the poll is always among them. */
function wishesOf(state: LoopState, now: number): readonly [Wish, ...Wish[]] {
  const { trouble } = state;
  const isAway = trouble?.kind === 'away';
  const retryAt = trouble?.retryAt ?? -Infinity;
  const poll: Wish = {
    at: trouble?.retryAt ?? state.poll.dueAt,
    reason: 'timer',
    isWhole: now - state.wholeAt >= wholeEveryMs,
    why: trouble === null ? 'poll' : 'backoff',
  };
  const wishes: Wish[] = [];
  /** What waits for `own`, and while there is trouble of the kind that holds it, for the next try too. */
  const wish = (reason: WakeReason, own: number, isWhole: boolean, isHeld: boolean) => {
    const at = isHeld ? Math.max(own, retryAt) : own;
    wishes.push({ at, reason, isWhole, why: at > own ? 'backoff' : 'quiet' });
  };
  const { asked, glance, glancedAt } = state;
  if (asked !== null) wish(asked.reason, asked.dueAt, asked.isWhole, isAway && !asked.passesBackoff);
  if (glance !== null) {
    wish(glance.reason, Math.max(glance.since, (glancedAt ?? -Infinity) + glanceEveryMs), false, false);
  }
  // While the remote is away a change waits for the next try: writing must not turn into knocking. While something here
  // stopped us, a change may be its cure.
  if (state.changed !== null) wish('file', changeDueAt(state), true, isAway);
  else if (state.isWholeOwed) wish('file', state.wholeFreeAt, true, true);
  return [...wishes, poll] as unknown as [Wish, ...Wish[]];
}

/** One round serves all that is ripe. Before a whole look fits its share again, a quick one must do. */
function roundFor(state: LoopState, now: number, reason: WakeReason, ripe: readonly Wish[]): Round {
  const isWhole = now >= state.wholeFreeAt && ripe.some((wish) => wish.isWhole);
  return { intent: 'sync', look: isWhole ? 'whole' : 'quick', reason };
}
