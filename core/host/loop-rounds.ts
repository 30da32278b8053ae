import { isFault } from '../model/errors.ts';
import type { Round, RoundOutcome } from '../model/loop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Happening } from './loop-cell.ts';
import { endsWithin } from './loop-sleeper.ts';

/** The engine thread; only the outcome of a round matters to the loop. */
export interface RoundThread {
  round(round: Round, signal: AbortSignal): Promise<{ readonly outcome: RoundOutcome }>;
}

/** The rounds of a loop, one at a time, and how to end one. */
export interface RoundRunner {
  /** Resolves when the round has ended, however it did. */
  run(round: Round): Promise<void>;
  /** Lets the running round end by itself within `graceMs`, then aborts it. Resolves when none runs. */
  end(graceMs: number): Promise<void>;
  abort(): void;
  rounds(): number;
}

export function roundRunner(
  { clock, thread }: { readonly clock: Clock; readonly thread: RoundThread },
  tell: (happening: Happening) => void,
): RoundRunner {
  let running: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  let rounds = 0;
  const runOne = async (round: Round, signal: AbortSignal) => {
    const outcome = await outcomeOf(clock, thread, round, signal);
    // What is told now finds nothing running any more.
    running = null;
    tell(endOf(outcome, signal));
  };
  return {
    async run(round) {
      rounds += 1;
      tell({ kind: 'began', round });
      const abort = new AbortController();
      const ended = runOne(round, abort.signal);
      running = { abort, ended };
      await ended;
    },
    async end(graceMs) {
      const one = running;
      if (one === null || (await endsWithin(clock, one.ended, graceMs))) return;
      one.abort.abort();
      await one.ended;
    },
    abort: () => running?.abort.abort(),
    rounds: () => rounds,
  };
}

/** A round that rejects (its thread died) stopped: the loop goes on, and the backoff keeps it from hurrying. */
async function outcomeOf(clock: Clock, thread: RoundThread, round: Round, signal: AbortSignal): Promise<RoundOutcome> {
  const beganAt = clock.monotonicMs();
  try {
    return (await thread.round(round, signal)).outcome;
  } catch (error) {
    return { kind: 'stopped', code: isFault(error) ? error.code : 'unexpected', tookMs: clock.monotonicMs() - beganAt };
  }
}

/** One that we broke off is no failure, unless it had another reason to fail. */
function endOf(outcome: RoundOutcome, signal: AbortSignal): Happening {
  const isAborted = signal.aborted && outcome.kind === 'stopped' && outcome.code === 'interrupted';
  return isAborted ? { kind: 'aborted' } : { kind: 'ended', outcome };
}
