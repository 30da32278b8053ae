import type { Due, LoopPolicy, LoopState, Round, RoundOutcome, WakeReason } from '../model/loop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Watcher } from '../ports/watcher.ts';

export interface LoopParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: LoopPolicy;
  /** The engine thread; only the outcome of a round matters here. */
  readonly thread: { round(round: Round, signal: AbortSignal): Promise<{ readonly outcome: RoundOutcome }> };
  readonly watchers: readonly Watcher[];
  /** Called after each event, also between rounds. Must not throw. */
  changed(state: LoopState): void;
  /** Reads the machine's power facts; asked only while the policy waits on them. */
  readonly power?: () => Promise<PowerFacts>;
  /** A watcher that could not start or broke: the loop goes on by its polls. */
  watcherFailed?(error: unknown): void;
}

export interface PowerFacts {
  readonly onBattery: boolean;
  readonly metered: boolean;
}

export interface Loop {
  wake(reason: WakeReason): void;
  /** `untilMs`: wall clock; null: until `resume`. */
  pause(untilMs: number | null): void;
  resume(): void;
  policy(policy: LoopPolicy): void;
  /** What a shell knows better than we do. */
  power(facts: PowerFacts): void;
  state(): LoopState;
  due(): Due;
  /** Wall clock moment of the next round if nothing happens; null: none is planned (paused, running, waiting for power). */
  nextLookAt(): number | null;
  /**
   * Lets a person's command have its turn: a running round may end by itself for `asideGraceMs`, then it is aborted.
   * Resolves when none runs; none begins until the returned function is called (idempotent).
   */
  stepAside(): Promise<() => void>;
  /** Aborts the running round and closes the watchers. Idempotent. */
  stop(): Promise<void>;
  counters(): LoopCounters;
}

export interface LoopCounters {
  /** How often the process was woken by the loop's timer or by a wake. */
  readonly wakeUps: number;
  readonly rounds: number;
}

/** Runs rounds when they are due, one at a time, until stopped. */
export function startLoop(_parts: LoopParts): Loop {
  throw new Error('not yet');
}
