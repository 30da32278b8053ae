import type { Moment } from './act.ts';
import type { RevertWhy, Transaction, TuneJournal, TxState } from './transaction.ts';

/** What is to become of a transaction when a program looks at the journal with nobody else at work. */
export type Verdict = { readonly kind: 'leave' } | { readonly kind: 'revert'; readonly why: RevertWhy };

/** Whoever made it is gone, or nobody confirmed it in time or in its boot: back. */
export function verdictOn({ state, bootId }: Pick<Transaction, 'state' | 'bootId'>, moment: Moment): Verdict {
  const isOtherBoot = bootId !== moment.bootId;
  switch (state.kind) {
    case 'prepared':
    case 'applying':
      return { kind: 'revert', why: isOtherBoot ? 'rebooted' : 'crashed' };
    case 'applied':
      if (isOtherBoot) return { kind: 'revert', why: 'rebooted' };
      return moment.uptimeMs > state.confirmByMs ? { kind: 'revert', why: 'not-confirmed' } : { kind: 'leave' };
    case 'reverting':
      return { kind: 'revert', why: state.why };
    case 'confirmed':
    case 'reverted':
      return { kind: 'leave' };
  }
}

/** What is not settled: there is at most one being applied, and any number being taken back. Newest first. */
export function unsettled({ transactions }: TuneJournal): Transaction[] {
  return transactions.filter(({ state }) => state.kind !== 'confirmed' && state.kind !== 'reverted').toReversed();
}

/** How long the change that waits for a person's word still does; null: none waits. */
export function confirmLeftMs(journal: TuneJournal, moment: Moment): number | null {
  const found = unsettled(journal).find((each) => verdictOn(each, moment).kind === 'leave');
  return found?.state.kind === 'applied' ? Math.max(found.state.confirmByMs - moment.uptimeMs, 0) : null;
}

/** Everything that stands, newest first: what `tune revert` takes back. */
export function standing({ transactions }: TuneJournal): Transaction[] {
  return transactions.filter(({ state }) => state.kind !== 'reverted').toReversed();
}

/** The state of a transaction that is to be taken back, from wherever it is. */
export function revertingState({ steps, state }: Pick<Transaction, 'steps' | 'state'>, why: RevertWhy): TxState {
  const last = steps.length - 1;
  switch (state.kind) {
    case 'prepared':
      return { kind: 'reverting', isDeferred: false, reached: -1, why };
    case 'applying':
      return { kind: 'reverting', isDeferred: state.isDeferred, reached: Math.min(state.index, last), why };
    case 'applied':
    case 'confirmed':
      return { kind: 'reverting', isDeferred: state.isDeferred, reached: last, why };
    case 'reverting':
    case 'reverted':
      return state;
  }
}
