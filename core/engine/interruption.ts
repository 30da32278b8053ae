import { fail } from '../model/errors.ts';

/** Ctrl-C or a stop: throws `interrupted` between two pieces of work. What was begun is settled at the next start. */
export function throwIfInterrupted(signal: AbortSignal | undefined, during: string): void {
  if (signal?.aborted === true) throw fail('interrupted', { during });
}
