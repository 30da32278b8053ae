import type { Due, LoopPolicy, LoopState, WakeReason } from '../model/loop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Watcher } from '../ports/watcher.ts';
import { type Happening, type LoopCell, loopCell } from './loop-cell.ts';
import { type RoundThread, roundRunner } from './loop-rounds.ts';
import { endsWithin, sleeper } from './loop-sleeper.ts';
import { watchAll } from './loop-watchers.ts';

/** A round that is about to end may: the command that asks waits 2 s in all before it goes on by itself. */
export const asideGraceMs = 1_000;
/** The host has 5 s to stop; a round that does not heed its signal by then is ended with its thread. */
export const stopWaitMsMax = 2_000;
/** While the policy waits for mains, so often somebody looks whether it came: nothing tells plain Node. */
const powerTickMs = 60_000;

export interface LoopParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: LoopPolicy;
  readonly thread: RoundThread;
  readonly watchers: readonly Watcher[];
  /** Called after each event, also between rounds. Must not throw. */
  changed(state: LoopState): void;
  /** Reads what this machine can see of its power; asked only while the policy waits on it. What is left out stays as told. */
  readonly power?: () => Promise<Partial<PowerFacts>>;
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
  /**
   * Aborts the running round, closes the watchers and waits at most `stopWaitMsMax` for both; no other round begins.
   * Idempotent.
   */
  stop(): Promise<void>;
  counters(): LoopCounters;
}

export interface LoopCounters {
  /** How often the process was woken by the loop's timer or by a wake. */
  readonly wakeUps: number;
  readonly rounds: number;
}

/** Runs rounds when they are due, one at a time, until stopped. */
export function startLoop(parts: LoopParts): Loop {
  const { clock } = parts;
  const nap = sleeper(clock);
  let asides = 0;
  let isStopped = false;
  const cell = loopCell({
    ...parts,
    changed(state) {
      watchers.setOffline(state.trouble?.kind === 'away');
      parts.changed(state);
    },
  });
  /** From outside: ends the sleep only if something is due before its end. */
  const hear = (happening: Happening) => {
    if (isStopped) return;
    cell.tell(happening);
    if (asides === 0 && cell.dueAt() < nap.endsAt()) nap.wake();
  };
  const watchers = watchAll(parts.watchers, (reason) => hear({ kind: 'wake', reason }), parts.watcherFailed);
  const runner = roundRunner(parts, cell.tell);

  const sleep = async () => {
    const tickMs = Math.min(watchers.tickMs(), powerTick(parts, cell));
    const untilMs = asides > 0 ? Infinity : Math.min(cell.dueAt(), clock.monotonicMs() + tickMs);
    if ((await nap.sleepUntil(untilMs)) === 'woken') return;
    watchers.look();
    await readPower(parts, cell);
  };
  const work = async () => {
    await readPower(parts, cell);
    for (;;) {
      if (isStopped) return;
      cell.endPause();
      const next = cell.due();
      if (asides === 0 && next.kind === 'run') await runner.run(next.round);
      else await sleep();
    }
  };
  const ended = work();

  return {
    wake(reason) {
      hear({ kind: 'wake', reason });
      // Whoever comes may have written where no file event tells of it.
      if (!isStopped) watchers.look();
    },
    pause: (until) => hear({ kind: 'pause', until, wallNow: clock.now() }),
    resume: () => hear({ kind: 'resume' }),
    policy: (policy) => hear({ kind: 'policy', policy }),
    power: (facts) => hear({ kind: 'power', ...facts }),
    state: cell.state,
    due: cell.due,
    nextLookAt() {
      const waitMs = cell.dueAt() - clock.monotonicMs();
      return asides > 0 || isStopped || waitMs === Infinity ? null : clock.now() + waitMs;
    },
    async stepAside() {
      asides += 1;
      await runner.end(asideGraceMs);
      return once(() => {
        asides -= 1;
        if (asides === 0) nap.wake();
      });
    },
    async stop() {
      isStopped = true;
      runner.abort();
      nap.wake();
      await endsWithin(clock, Promise.all([ended, watchers.close()]), stopWaitMsMax);
    },
    counters: () => ({ wakeUps: nap.wakeUps(), rounds: runner.rounds() }),
  };
}

/** While mains are waited for, somebody has to look. */
function powerTick({ power }: LoopParts, cell: LoopCell): number {
  const next = cell.due();
  const isAwaited = next.kind === 'wait' && (next.why === 'battery' || next.why === 'metered');
  return power !== undefined && isAwaited ? powerTickMs : Infinity;
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

/** Asks only where the answer matters. */
async function readPower({ power }: LoopParts, cell: LoopCell): Promise<void> {
  const { waitOnBattery, waitOnMetered } = cell.state().policy;
  if (power !== undefined && (waitOnBattery || waitOnMetered))
    cell.tell({ kind: 'power', ...cell.state().power, ...(await power()) });
}
