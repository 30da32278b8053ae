import { type Due, type LoopEvent, type LoopPolicy, type LoopState, due, loopStart, step } from '../model/loop.ts';
import { isOver } from '../model/loop-due.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

type Unstamped<E> = E extends unknown ? Omit<E, 'at'> : never;
/** What happened; it is stamped with the moment it is told. */
export type Happening = Unstamped<LoopEvent>;

/** The state of a loop, which only moves by what happens. */
export interface LoopCell {
  state(): LoopState;
  tell(happening: Happening): void;
  due(): Due;
  /** When something is due, on the monotonic clock; Infinity where only an event helps. */
  dueAt(): number;
  /** Resumes if a pause for a time is over. */
  endPause(): void;
}

interface LoopCellParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: LoopPolicy;
  /** Called after each happening. */
  changed(state: LoopState): void;
}

export function loopCell({ clock, random, policy, changed }: LoopCellParts): LoopCell {
  let state = loopStart(clock.monotonicMs(), policy);
  const tell = (happening: Happening) => {
    state = step(state, { ...happening, at: clock.monotonicMs() }, shareFrom(random));
    changed(state);
  };
  const dueNow = () => due(state, clock.monotonicMs(), clock.now());
  return {
    state: () => state,
    tell,
    due: dueNow,
    dueAt() {
      const next = dueNow();
      return next.kind === 'run' ? clock.monotonicMs() : (next.untilMs ?? Infinity);
    },
    endPause() {
      if (state.pause !== null && isOver(state.pause, clock.monotonicMs(), clock.now())) tell({ kind: 'resume' });
    },
  };
}

/** From 0 to 1. */
function shareFrom(random: Random): number {
  return Number.parseInt(random.hex(4), 16) / 0xffff_ffff;
}
