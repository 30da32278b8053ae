import { fail, type MembridgeError } from '../errors.ts';
import type { Settled } from './transaction.ts';

/** Set when something could not be set back: what others changed is no fault. */
export function faultOf(settled: readonly Settled[]): MembridgeError<'tune-failed'> | undefined {
  const failed = settled.flatMap(({ transaction: { state }, faults }) => {
    const drift = state.kind === 'reverted' ? state.drift.filter(({ why }) => why === 'failed') : [];
    return drift.length === 0 ? [] : [...new Set([...faults, ...drift.map(({ target }) => target)])];
  });
  return failed.length === 0 ? undefined : fail('tune-failed', { detail: failed.join('; ') });
}
