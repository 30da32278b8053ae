import { changeDueAt } from './loop-due.ts';
import { backoffMs, inPollRange, pollWaitMs, sessionEndEveryMs, wholeFreeAfter } from './loop-pace.ts';
import type { LoopPolicy, Round, RoundOutcome, WakeReason } from './loop-round.ts';
import type { Asked, LoopEvent, LoopState, Pause } from './loop-state.ts';

export { due } from './loop-due.ts';
export type { LoopPolicy, Round, RoundOutcome, WakeReason } from './loop-round.ts';
export type { Due, LoopEvent, LoopState } from './loop-state.ts';

/** A host has just started: it wants a whole look at once. */
export function loopStart(at: number, policy: LoopPolicy): LoopState {
  return {
    policy,
    running: null,
    pressed: false,
    asked: { reason: 'start', isWhole: true, dueAt: at, passesBackoff: true },
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

/**
 * The state after an event. Pure and total: an event that does not fit (an end of nothing, a second beginning) changes
 * nothing. `share` is drawn by the caller from 0 to 1 and spreads waits.
 */
export function step(state: LoopState, event: LoopEvent, share: number): LoopState {
  const { at } = event;
  switch (event.kind) {
    case 'wake':
      return woken(state, event.reason, at);
    case 'began':
      return state.running === null ? began(state, event.round, at) : state;
    case 'ended':
      return state.running === null ? state : ended(state, state.running, event.outcome, at, share);
    case 'aborted':
      return state.running === null ? state : aborted(state, state.running, at);
    case 'pause':
      return { ...state, pause: pauseOf(event.until, event.wallNow, at) };
    case 'resume':
      return state.pause === null ? state : { ...asking(state, 'person', false, at), pause: null };
    case 'power':
      return { ...state, power: { onBattery: event.onBattery, metered: event.metered } };
    case 'policy':
      return underPolicy(state, event.policy, at);
  }
}

function woken(state: LoopState, reason: WakeReason, at: number): LoopState {
  switch (reason) {
    case 'timer':
      return state;
    case 'file': {
      const firstAt = state.changed?.firstAt ?? at;
      return { ...state, changed: { firstAt, lastAt: Math.max(at, state.changed?.lastAt ?? at) } };
    }
    case 'start':
      return asking(state, reason, true, at);
    case 'command':
    case 'settings':
      return asking(state, reason, false, at);
    case 'hook-session-end': {
      const dueAt = Math.max(at, (state.sessionEndedAt ?? -Infinity) + sessionEndEveryMs);
      return { ...state, asked: merged(state.asked, { reason, isWhole: true, dueAt, passesBackoff: false }) };
    }
    // Nothing of its own: what Claude wrote wakes by the file, and somebody sits here, so polls come fast.
    case 'hook-stop':
      return withPerson(state, at);
    case 'network':
      return { ...state, glance: state.glance ?? { since: at, reason } };
    case 'resume':
    case 'focus':
    case 'hook-session-start':
    case 'hook-user-prompt':
      return { ...withPerson(state, at), glance: state.glance ?? { since: at, reason } };
    case 'person':
      return { ...withPerson(state, at), pressed: true };
  }
}

function asking(state: LoopState, reason: WakeReason, isWhole: boolean, at: number): LoopState {
  return { ...state, asked: merged(state.asked, { reason, isWhole, dueAt: at, passesBackoff: true }) };
}

/** One round will serve both: as early as the earlier, as thorough as the more thorough. */
function merged(a: Asked | null, b: Asked): Asked {
  if (a === null) return b;
  const isWhole = a.isWhole || b.isWhole;
  const passesBackoff = a.passesBackoff || b.passesBackoff;
  return { reason: b.dueAt < a.dueAt ? b.reason : a.reason, isWhole, dueAt: Math.min(a.dueAt, b.dueAt), passesBackoff };
}

/** A person is here: polls come fast again. */
function withPerson(state: LoopState, at: number): LoopState {
  const { pollMinMs } = state.policy;
  return { ...state, poll: { everyMs: pollMinMs, dueAt: Math.min(state.poll.dueAt, at + pollMinMs) } };
}

/** Takes the wishes that this round serves off the list. */
function began(state: LoopState, round: Round, at: number): LoopState {
  const isWhole = round.look === 'whole';
  const takesChange = isWhole || changeDueAt(state) <= at;
  const takesAsked = isWhole || (state.asked !== null && state.asked.dueAt <= at);
  const endsSession = takesAsked && state.asked?.reason === 'hook-session-end';
  // A quick look sees new rows only: edits and deletes of the same change are still owed.
  const leavesWhole =
    !isWhole && ((state.changed !== null && takesChange) || (takesAsked && state.asked?.isWhole === true));
  return {
    ...state,
    running: { round, since: at },
    pressed: false,
    asked: takesAsked ? null : state.asked,
    glance: null,
    glancedAt: state.glance === null ? state.glancedAt : at,
    sessionEndedAt: endsSession ? at : state.sessionEndedAt,
    changed: takesChange ? null : state.changed,
    isWholeOwed: isWhole ? false : state.isWholeOwed || leavesWhole,
  };
}

type Running = NonNullable<LoopState['running']>;

function ended(state: LoopState, running: Running, outcome: RoundOutcome, at: number, share: number): LoopState {
  const looked = afterLook({ ...state, running: null }, running, outcome, at);
  return outcome.kind === 'done'
    ? afterDone(looked, running.round, outcome.moved, at, share)
    : afterFailure(looked, running.since, outcome, at, share);
}

function afterLook(state: LoopState, { round, since }: Running, outcome: RoundOutcome, at: number): LoopState {
  if (round.look === 'quick') return state;
  const elapsedMs = Math.max(0, at - since);
  const toldMs = outcome.wholeMs ?? outcome.tookMs;
  // Never more than what passed, whatever we are told: a wrong figure must not put whole looks off for ever.
  const lookMs = toldMs >= 0 && toldMs <= elapsedMs ? toldMs : elapsedMs;
  const isLooked = outcome.kind === 'done' || outcome.wholeMs !== undefined;
  return {
    ...state,
    wholeFreeAt: Math.max(state.wholeFreeAt, wholeFreeAfter(since, lookMs)),
    wholeAt: isLooked ? at : state.wholeAt,
    isWholeOwed: state.isWholeOwed || !isLooked,
  };
}

function afterDone(state: LoopState, round: Round, moved: boolean, at: number, share: number): LoopState {
  const { policy, poll, trouble } = state;
  // Only an idle poll slows polling down: a look that a person or a file caused says nothing about the other machines.
  const factor = round.reason === 'timer' ? 2 : 1;
  const everyMs = moved || trouble !== null ? policy.pollMinMs : inPollRange(poll.everyMs * factor, policy);
  return { ...state, trouble: null, poll: { everyMs, dueAt: at + pollWaitMs(everyMs, policy, share) } };
}

type Failure = Exclude<RoundOutcome, { kind: 'done' }>;

function afterFailure(state: LoopState, beganAt: number, failure: Failure, at: number, share: number): LoopState {
  const { kind, code } = failure;
  const before = state.trouble?.kind === kind ? state.trouble : null;
  // A try before its time (a person came) neither lengthens the wait nor moves the planned one.
  const isEarly = before !== null && before.retryAt > beganAt;
  const failures = (before?.failures ?? 0) + (isEarly ? 0 : 1);
  const isPlanned = isEarly && before.retryAt > at;
  const retryAt = isPlanned ? before.retryAt : at + backoffMs(failures, state.policy, share);
  return { ...state, trouble: { kind, code, since: before?.since ?? at, failures, retryAt } };
}

/** Broken off for somebody else's sake: its work is asked for again, at once. */
function aborted(state: LoopState, { round, since }: Running, at: number): LoopState {
  const isWhole = round.look === 'whole';
  const free = isWhole ? wholeFreeAfter(since, Math.max(0, at - since)) : state.wholeFreeAt;
  const again = asking({ ...state, running: null }, round.reason, isWhole, at);
  return { ...again, wholeFreeAt: Math.max(state.wholeFreeAt, free) };
}

function pauseOf(until: number | null, wallNow: number, at: number): Pause {
  return until === null ? { kind: 'until-resumed' } : { kind: 'until', wallMs: until, atMs: at + until - wallNow };
}

function underPolicy(state: LoopState, policy: LoopPolicy, at: number): LoopState {
  const everyMs = inPollRange(state.poll.everyMs, policy);
  const latestAt = at + inPollRange(Infinity, policy);
  const { trouble } = state;
  return {
    ...state,
    policy,
    poll: { everyMs, dueAt: Math.min(state.poll.dueAt, at + everyMs) },
    trouble: trouble === null ? null : { ...trouble, retryAt: Math.min(trouble.retryAt, latestAt) },
  };
}
