import type { Clock } from '../ports/clock.ts';

export interface TurnWork<T extends object> {
  readonly clock: Pick<Clock, 'sleep'>;
  /** For the turn only. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
  /** Waits for its turn and does the work; the signal is given up where the turn comes too late. */
  readonly work: (signal: AbortSignal) => Promise<T>;
  /** The work is at it already. */
  readonly hasBegun: () => boolean;
}

/** Work whose turn must come within a time; once begun it is waited for. Null: the engine was at other work for so long. */
export async function turnWithin<T extends object>(asked: TurnWork<T>): Promise<T | null> {
  const [ended, gaveUp] = [new AbortController(), new AbortController()];
  const work = asked.work(AbortSignal.any([asked.signal, gaveUp.signal]));
  const late = asked.clock.sleep(asked.withinMs, ended.signal).then(
    () => {
      if (asked.hasBegun()) return work;
      gaveUp.abort();
      return null;
    },
    () => work,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    ended.abort();
    // Whichever was slower is nobody's business any more.
    for (const each of [work, late]) each.catch(() => {});
  }
}
