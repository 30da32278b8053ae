import { fail, isFault, type MembridgeError } from '../../model/errors.ts';
import type { Round } from '../../model/loop.ts';
import type { Status } from '../../model/status.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FactsEnd } from '../tell-facts.ts';
import type { SetupAsk, SetupEnd } from '../setup-ask.ts';
import { toldFault } from './fault-told.ts';
import { nothingMoved } from './found.ts';
import type { Busy, CommandEnd, Job, JobEnd, RoundEnd } from './job.ts';
import { openThread, type RunningThread, type ThreadParts } from './worker-thread.ts';

export type { Busy, CommandEnd, RoundEnd } from './job.ts';

/**
 * Everything that opens a database, seals or talks to the remote, away from the event loop of the host: one job at a time,
 * in the order of asking, each ended by its signal. A thread that dies rejects its job with `engine-crashed`; the next job
 * gets a new one.
 */
export interface EngineThread {
  /** Resolves whatever came of it; an aborted one is `stopped` with code `interrupted`. Rejects only `engine-crashed`. */
  round(round: Round, signal: AbortSignal): Promise<RoundEnd>;
  /** A whole look at memory and remote. Faults: those of compose and observedStatus, `interrupted`, `engine-crashed`. */
  status(signal: AbortSignal): Promise<Status>;
  /**
   * Tells the others of this machine, where that is due; one that fails is tried again later. Faults: those of compose,
   * `interrupted`, `engine-crashed`.
   */
  facts(signal: AbortSignal): Promise<FactsEnd>;
  /**
   * Runs a command line in this home and gives its document. The session is closed before; the next round opens it again.
   * Rejects `engine-crashed`, and `interrupted` where it was aborted before it began or did not end by itself.
   */
  command(argv: readonly string[], signal: AbortSignal): Promise<CommandEnd>;
  /**
   * Tells what came of it, a fault too. Rejects as `command` does; an aborted look at a place has ended by then, or goes on by
   * itself without effect.
   */
  setup(ask: SetupAsk, signal: AbortSignal): Promise<SetupEnd>;
  /** Closes the session: the locks of home and source are free. */
  release(): Promise<void>;
  /** The job at work; null when there is none. */
  busy(): Busy | null;
  /** Told when a job begins and ends, and at most five times a second between. Returns how to stop listening. */
  onProgress(listener: (busy: Busy | null) => void): () => void;
  /** Aborts what is at work and what waits, closes the session and ends the thread; what does not end in time is terminated. */
  stop(withinMs: number): Promise<void>;
}

export interface EngineThreadParts extends Omit<ThreadParts, 'clock'> {
  readonly clock: Clock;
}

/** Starts nothing yet: the thread is made for its first job. */
export function startEngineThread(parts: EngineThreadParts): EngineThread {
  const { clock } = parts;
  const stopped = new AbortController();
  const listeners = new Set<(busy: Busy | null) => void>();
  let thread: RunningThread | null = null;
  let busy: Busy | null = null;
  let line: Promise<unknown> = Promise.resolve();

  const show = (now: Busy | null) => {
    busy = now;
    for (const listener of listeners) listener(now);
  };
  const openedThread = () => {
    if (thread !== null) return thread;
    const opened = openThread(parts, () => {
      if (thread === opened) thread = null;
    });
    return (thread = opened);
  };

  async function inTurn<J extends Job>(job: J, signal: AbortSignal): Promise<JobEnd[J['kind']]> {
    const before = line;
    const turn = Promise.withResolvers<void>();
    line = turn.promise;
    try {
      await before;
      const both = AbortSignal.any([signal, stopped.signal]);
      if (both.aborted) throw fail('interrupted', { during: 'a wait for the engine' });
      const begun: Busy = { what: whatOf(job), since: clock.now(), phase: null, doneBytes: 0, totalBytes: null };
      show(begun);
      try {
        return await openedThread().run(job, both, ({ phase, doneBytes, totalBytes }) =>
          show({ ...begun, phase, doneBytes, totalBytes }),
        );
      } finally {
        show(null);
      }
    } finally {
      turn.resolve();
    }
  }

  return {
    async round(round, signal) {
      const startedMs = clock.monotonicMs();
      try {
        return await inTurn({ kind: 'round', round }, signal);
      } catch (error) {
        if (!isFault(error, 'interrupted')) throw error;
        return interrupted(error, Math.round(clock.monotonicMs() - startedMs));
      }
    },
    status: (signal) => inTurn({ kind: 'status' }, signal),
    facts: (signal) => inTurn({ kind: 'facts' }, signal),
    command: (argv, signal) => inTurn({ kind: 'command', argv }, signal),
    setup: (ask, signal) => inTurn({ kind: 'setup', ask }, signal),
    async release() {
      // A thread that was never started, or is gone, holds nothing.
      await line;
      if (thread !== null) await inTurn({ kind: 'release' }, new AbortController().signal);
    },
    busy: () => busy,
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop(withinMs) {
      stopped.abort();
      const leftMs = await waitFor(line, clock, withinMs);
      await thread?.end(leftMs);
    },
  };
}

function interrupted(error: MembridgeError<'interrupted'>, tookMs: number): RoundEnd {
  const outcome = { kind: 'stopped', code: error.code, tookMs } as const;
  return { outcome, status: null, moved: nothingMoved, fault: toldFault(error), requests: 0 };
}

/** What is left of `withinMs` when `work` has ended, at least 0. */
async function waitFor(work: Promise<unknown>, clock: Clock, withinMs: number): Promise<number> {
  const startedMs = clock.monotonicMs();
  const patience = new AbortController();
  await Promise.race([work, clock.sleep(withinMs, patience.signal).catch(() => {})]);
  patience.abort();
  return Math.max(0, startedMs + withinMs - clock.monotonicMs());
}

/** Of a command its first words: what stands behind them is nobody's business but its own. */
function whatOf(job: Job): string {
  if (job.kind === 'setup') return `setup ${job.ask.step}`;
  if (job.kind !== 'command') return job.kind;
  const firstOption = job.argv.findIndex((word) => word.startsWith('-'));
  return job.argv.slice(0, firstOption === -1 ? wordsMax : Math.min(firstOption, wordsMax)).join(' ');
}

/** `lock release`; a third word is a value. */
const wordsMax = 2;
