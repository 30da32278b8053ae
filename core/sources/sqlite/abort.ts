import { fail } from '../../model/errors.ts';

/** Faults: `interrupted` once the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined, during: string): void {
  if (signal?.aborted === true) throw fail('interrupted', { during });
}
