import type { Instant } from '../../core/model/ids.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** Virtual time of all machines together; nothing really waits. */
export interface WorldTime {
  ms: number;
}

/** A machine's clock: wrong by `skewMs`; work takes no time but what is slept. */
export interface SimulatedClock extends Clock {
  skewMs: number;
}

export function simulatedClock(world: WorldTime, skewMs: number): SimulatedClock {
  const clock: SimulatedClock = {
    skewMs,
    now: () => (world.ms + clock.skewMs) as Instant,
    monotonicMs: () => world.ms,
    sleep(ms) {
      world.ms += ms;
      return Promise.resolve();
    },
  };
  return clock;
}
