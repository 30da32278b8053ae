import type { Transaction, TxStep } from '../model/tune/transaction.ts';
import type { Text } from '../text/text.ts';
import { changesTakenBack } from '../text/tune-taken-back.ts';

/** What became of changes that were taken back, for people: why, what was left as it is, what failed. */
export function takenBackLines(
  text: Text,
  settled: readonly { readonly transaction: Pick<Transaction, 'state' | 'profile'> }[],
): string[] {
  return changesTakenBack(
    text,
    settled.map(({ transaction }) => transaction),
  );
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
