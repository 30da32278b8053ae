import {
  type Due,
  type LoopEvent,
  type LoopPolicy,
  type LoopState,
  type Round,
  type RoundOutcome,
  due,
  loopStart,
  step,
} from '../../core/model/loop.ts';

export const policy: LoopPolicy = {
  quietPeriodMs: 20_000,
  maxDelayMs: 300_000,
  pollMinMs: 15_000,
  pollMaxMs: 300_000,
  waitOnBattery: false,
  waitOnMetered: false,
};

export interface Ran {
  readonly at: number;
  readonly endedAt: number;
  readonly round: Round;
}

type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never;

/** The pure loop in virtual time: it does what is due and sleeps as long as it is told, as the host would. */
export function loopWorld(parts: {
  readonly policy?: LoopPolicy;
  readonly share?: () => number;
  /** What a round comes to; it takes `tookMs` of virtual time. */
  readonly outcome?: (round: Round, at: number) => RoundOutcome;
}) {
  const share = parts.share ?? (() => 0.5);
  const outcome = parts.outcome ?? (() => ({ kind: 'done', moved: false, tookMs: 100, wholeMs: 50 }));
  let now = 0;
  let wallShiftMs = 0;
  let state: LoopState = loopStart(0, parts.policy ?? policy);
  const ran: Ran[] = [];
  const tell = (event: Unstamped<LoopEvent>) => {
    state = step(state, { ...event, at: now }, share());
  };
  const dueNow = (): Due => due(state, now, now + wallShiftMs);
  /** Lets time pass until `untilMs`, running what is due; `events` come at their times, also within a round. */
  const runUntil = (untilMs: number, events: readonly { at: number; event: Unstamped<LoopEvent> }[] = []) => {
    const queue = events.toSorted((a, b) => a.at - b.at);
    let told = 0;
    /** Tells the next event if one comes by then; else lets all that time pass. */
    const passTo = (ms: number) => {
      const next = queue[told];
      const isEvent = next !== undefined && next.at <= ms;
      now = Math.max(now, isEvent ? next.at : ms);
      if (!isEvent) return false;
      told += 1;
      tell(next.event);
      return true;
    };
    for (let steps = 0; ; steps += 1) {
      if (now >= untilMs) return;
      if (steps > 200_000) throw new Error('the loop never lets time pass');
      const next = dueNow();
      if (next.kind === 'wait') {
        passTo(Math.min(untilMs, next.untilMs ?? Infinity));
        continue;
      }
      const at = now;
      const came = outcome(next.round, at);
      tell({ kind: 'began', round: next.round });
      while (passTo(at + came.tookMs)) if (dueNow().kind === 'run') throw new Error('two rounds at once');
      tell({ kind: 'ended', outcome: came });
      ran.push({ at, endedAt: now, round: next.round });
    }
  };
  return {
    ran,
    runUntil,
    tell,
    due: dueNow,
    state: () => state,
    now: () => now,
    jumpWall: (ms: number) => {
      wallShiftMs += ms;
    },
    wallNow: () => now + wallShiftMs,
  };
}
