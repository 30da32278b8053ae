import type { Transaction, TxStep } from '../model/tune/transaction.ts';
import type { Text } from '../text/text.ts';

/** What became of changes that were taken back, for people: why, what was left as it is, what failed. */
export function takenBackLines(
  text: Text,
  settled: readonly { readonly transaction: Pick<Transaction, 'state' | 'profile'> }[],
): string[] {
  const { apply: say } = text.words.tune;
  return settled.flatMap(({ transaction: { state, profile } }) => {
    if (state.kind !== 'reverted') return [];
    const { why, drift, needsReboot } = state;
    const left = drift.map((each) => `  ${say.drift[each.why](each.target)}`);
    return [say.why[why](profile), ...left, ...(needsReboot ? [say.rebootForOld] : [])];
  });
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
