import type { Instant } from '../model/ids.ts';

/** Time, as an argument. The wall clock may jump; measure waits with `monotonicMs`. */
export interface Clock {
  now(): Instant;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with fault `interrupted` when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
