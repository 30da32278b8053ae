import { type MembridgeError, fail } from '../model/errors.ts';
import type { Settled, Transaction, TxStep } from '../model/tune/transaction.ts';
import type { Text } from '../text/text.ts';
import { changesTakenBack } from '../text/tune-taken-back.ts';

/** What became of changes that were taken back, for people: why, what was left as it is, what failed. */
export function takenBackLines(text: Text, settled: readonly Settled[]): string[] {
  return changesTakenBack(
    text,
    settled.map(({ transaction }) => transaction),
  );
}

/** Set when something could not be set back: what others changed is no fault. */
export function faultOf(settled: readonly Settled[]): MembridgeError | undefined {
  const failed = settled.flatMap(({ transaction: { state }, faults }) => {
    const drift = state.kind === 'reverted' ? state.drift.filter(({ why }) => why === 'failed') : [];
    return drift.length === 0 ? [] : [...new Set([...faults, ...drift.map(({ target }) => target)])];
  });
  return failed.length === 0 ? undefined : fail('tune-failed', { detail: failed.join('; ') });
}

/** For the JSON document. */
export function changeData({
  id,
  hash,
  profile,
  overlays,
  owner,
  startedAt,
  state,
}: Transaction): Record<string, unknown> {
  return { id, hash, profile, overlays, owner, startedAt, state };
}

/** What a step is about. */
export function targetOf(step: TxStep): string {
  switch (step.kind) {
    case 'file':
      return step.path;
    case 'sysctl':
      return step.key;
    case 'reload':
      return 'systemctl daemon-reload';
    case 'restart':
      return step.unit;
  }
}
