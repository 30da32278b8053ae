import { fail } from '../model/errors.ts';
import type { Instant } from '../model/ids.ts';
import type { Clock } from '../ports/clock.ts';

/** Node's timers count in 32 bits: a longer wait would fire at once. */
const timerMsMax = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    // Of nothing: long work lets the event loop run, which is how it hears that it should end.
    if (ms <= 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const endMs = performance.now() + ms;
    for (let leftMs = ms; leftMs > 0; leftMs = endMs - performance.now()) {
      await wait(Math.min(Math.ceil(leftMs), timerMsMax), signal);
    }
    if (signal?.aborted === true) throw interrupted();
  },
};

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.reject(interrupted());
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(interrupted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function interrupted(): Error {
  return fail('interrupted', { during: 'a wait' });
}
