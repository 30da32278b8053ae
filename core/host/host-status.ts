import type { StateWord, Status } from '../model/status.ts';
import type { Busy } from './api/contract.ts';

/** So many polls that did not come off in time make what is known too old to be called good. */
const pollsMissedMax = 3;
/** A poll is due after its interval and a little: it takes its own time, and timers are late on a loaded machine. */
const pollSlackMs = 10_000;

/** A look that is over before anybody saw it is not told: a tray would flicker at each poll. */
const glimpseMs = 500;

/** A round that could not do its work, as a word and the exit code that goes with it (model/errors.ts). */
export interface Hindrance {
  readonly code: string;
  readonly exit: number;
  readonly since: number;
}

/** All that the host knows, at one moment. Times by the wall clock, in ms. */
export interface HostFacts {
  /** `init` was done here. */
  readonly isConnected: boolean;
  /** What the last look saw; null before the first one. */
  readonly status: Status | null;
  readonly paused: { readonly until: number | null } | null;
  /** Why nothing is done though nobody paused it. */
  readonly waits: 'battery' | 'metered' | null;
  readonly busy: Busy | null;
  /** The memory's file was written since it was last looked at as a whole. */
  readonly hasChanges: boolean;
  /** The last round did not do its work; null when it did. */
  readonly hindrance: Hindrance | null;
  /** When memory and remote were last seen to agree or differ: a round that came off. */
  readonly lastLookAt: number | null;
  /** What lies between two polls at present. */
  readonly pollMs: number;
}

/** The word that a person sees, and why it is that one. */
export interface Shown {
  readonly state: StateWord;
  /** A code of model/errors.ts, or a word that core/text/host-words.ts explains. */
  readonly why: string;
  /** The polls of late did not come off: whatever the last look saw is not good any more. */
  readonly isStale: boolean;
}

/**
 * What is told of a machine: what the last look saw, unless the host knows better. Never green by memory: `in-sync` is said
 * only while polls come off, nothing waits and nobody has paused. First what keeps everything else from happening.
 */
export function shownState(facts: HostFacts, now: number): Shown {
  const isStale = isTooOld(facts, now);
  const shown = (state: StateWord, why: string): Shown => ({ state, why, isStale });
  const { status, paused, hindrance, busy } = facts;
  if (!facts.isConnected) return hindrance === null ? shown('setup', 'not-connected') : shown('error', hindrance.code);
  if (hindrance?.code === 'engine-crashed') return shown('error', hindrance.code);
  if (paused !== null) return shown('paused', paused.until === null ? 'until-resumed' : 'for-a-time');
  if (hindrance !== null) return shown(stateOfHindrance(hindrance), hindrance.code);
  if (status === null) return shown('syncing', 'starting');
  if (!mayBeCovered(status.state)) return shown(status.state, status.why);
  if (busy !== null && now - busy.since >= glimpseMs) return shown('syncing', busy.what);
  if (facts.waits !== null) return shown('paused', facts.waits);
  if (isStale) return shown('pending', 'stale');
  if (facts.hasChanges && status.state === 'in-sync') return shown('pending', 'written');
  return shown(status.state, status.why);
}

/** What a person must decide or mend is not hidden by a round that is under way, nor by its age. */
function mayBeCovered(state: StateWord): boolean {
  switch (state) {
    case 'in-sync':
    case 'pending':
    case 'syncing':
      return true;
    case 'setup':
    case 'offline':
    case 'paused':
    case 'locked':
    case 'conflict':
    case 'braked':
    case 'error':
      return false;
  }
}

function isTooOld({ lastLookAt, pollMs, status }: HostFacts, now: number): boolean {
  if (lastLookAt === null) return status !== null;
  // A clock that was set back says nothing of when the last look was.
  return now < lastLookAt || now - lastLookAt > pollsMissedMax * pollMs + pollSlackMs;
}

/** By the exit code of cli.md; where that is coarse, by the code itself. */
function stateOfHindrance({ code, exit }: Hindrance): StateWord {
  switch (code) {
    // A command of this person has the engine.
    case 'home-busy':
      return 'syncing';
    // Comes right by itself at the next look.
    case 'interrupted':
    case 'source-in-use':
    case 'source-locked':
    case 'worker-stuck':
      return 'pending';
    case 'source-missing':
    case 'not-connected':
      return 'setup';
  }
  switch (exit) {
    case 3:
      return 'locked';
    case 4:
      return 'conflict';
    case 5:
      return 'offline';
    case 7:
      return 'braked';
    default:
      return 'error';
  }
}
