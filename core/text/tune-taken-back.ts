import type { Transaction } from '../model/tune/transaction.ts';
import type { Text } from './text.ts';

/** What became of changes that were taken back, for people: why, what was left as it is, what failed. */
export function changesTakenBack(text: Text, changes: readonly Pick<Transaction, 'profile' | 'state'>[]): string[] {
  const { apply: say } = text.words.tune;
  return changes.flatMap(({ state, profile }) => {
    if (state.kind !== 'reverted') return [];
    const { why, drift, needsReboot } = state;
    const left = drift.map((each) => `  ${say.drift[each.why](each.target)}`);
    return [say.why[why](profile), ...left, ...(needsReboot ? [say.rebootForOld] : [])];
  });
}
