import type { Clock } from '../../ports/clock.ts';
import { fail } from '../../model/errors.ts';
import { isLocked } from './faults.ts';

/** claude-mem's own busy timeout is 5 s: nobody holds a lock longer and calls it normal. */
export const lockWaitMsMax = 5_000;
/** Between two tries; writers of a memory hold locks for milliseconds. */
const lockRetryMs = 50;
/** What SQLite itself waits within one try; it blocks the event loop. */
export const busyTimeoutMs = 20;

/** What a try answers when the lock was not to be had and nothing was thrown. */
export const locked = Symbol('locked');

interface LockWait {
  readonly path: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** `lockWaitMsMax` unless told. */
  readonly waitMsMax?: number;
}

/**
 * Repeats `attempt` while another connection holds a lock. Faults: `source-locked` after `waitMsMax`, `interrupted`.
 */
export async function untilUnlocked<T>(
  { path, clock, signal, waitMsMax = lockWaitMsMax }: LockWait,
  attempt: () => Promise<T | typeof locked> | T | typeof locked,
): Promise<T> {
  const beganMs = clock.monotonicMs();
  for (;;) {
    let cause: unknown;
    try {
      const result = await attempt();
      if (result !== locked) return result;
    } catch (error) {
      if (!isLocked(error)) throw error;
      cause = error;
    }
    const waitedMs = Math.round(clock.monotonicMs() - beganMs);
    if (waitedMs >= waitMsMax) throw fail('source-locked', { path, waitedMs }, cause);
    await clock.sleep(lockRetryMs, signal);
  }
}
