import { systemClock } from '../../core/platform/clock.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** Time passes this much faster, so that a wait of seconds is over soon. */
const speed = 10;

/** The machine's clock, hurried: for tests that let a bound run out. */
export const hurriedClock: Clock = {
  now: () => systemClock.now(),
  monotonicMs: () => systemClock.monotonicMs() * speed,
  sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
};
