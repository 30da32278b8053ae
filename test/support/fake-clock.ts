import { fail } from '../../core/model/errors.ts';
import type { Instant } from '../../core/model/ids.ts';
import type { Clock } from '../../core/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Lets virtual time pass; sleepers due by then wake in their order. */
  advance(ms: number): Promise<void>;
  /** Somebody sets the wall clock: `now` jumps, waits do not notice. */
  jumpWall(ms: number): void;
  /** How many sleep at this moment. */
  sleepers(): number;
}

export interface FakeClockOptions {
  /** 21 Nov 2026 unless told. */
  readonly startAt?: number;
  /**
   * `when-told`: sleepers wait for `advance`. `at-once`: every sleep lets its own time pass and resolves; right where
   * one thing waits at a time, wrong beside a loop that sleeps for ever.
   */
  readonly sleep?: 'when-told' | 'at-once';
}

/** Virtual time: nothing really waits. */
export function fakeClock({ startAt = 1_795_219_200_000, sleep = 'at-once' }: FakeClockOptions = {}): FakeClock {
  let passedMs = 0;
  let wallMs = startAt;
  const sleeping = new Set<{ readonly dueMs: number; readonly wake: () => void }>();

  const advance = async (ms: number) => {
    const endMs = passedMs + ms;
    for (;;) {
      const next = [...sleeping].toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > endMs) break;
      passedMs = Math.max(passedMs, next.dueMs);
      sleeping.delete(next);
      next.wake();
      // What woke goes on, and may sleep again within this same stretch of time.
      await new Promise(setImmediate);
    }
    passedMs = endMs;
  };

  return {
    now: () => (wallMs + passedMs) as Instant,
    monotonicMs: () => passedMs,
    async sleep(ms, signal) {
      if (isAborted(signal)) throw interrupted();
      if (sleep === 'at-once') {
        passedMs += ms;
        await new Promise(setImmediate);
        if (isAborted(signal)) throw interrupted();
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const sleeper = { dueMs: passedMs + ms, wake: resolve };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleeping.delete(sleeper);
          reject(interrupted());
        });
      });
    },
    advance,
    jumpWall: (ms) => {
      wallMs += ms;
    },
    sleepers: () => sleeping.size,
  };
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function interrupted(): Error {
  return fail('interrupted', { during: 'a wait' });
}
