import type { Clock } from '../../ports/clock.ts';
import { unlessAborted } from './abortable-remote.ts';

/**
 * The same clock, whose `sleep` rejects with `interrupted` as soon as `signal` fires. Between two transactions all long work
 * on rows lets the event loop run by a sleep of nothing: there it ends, with everything noted that was done.
 */
export function abortableClock(clock: Clock, signal: AbortSignal): Clock {
  return { ...clock, sleep: (ms, own) => unlessAborted(signal, () => clock.sleep(ms, own)) };
}
