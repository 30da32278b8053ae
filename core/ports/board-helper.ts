import type { PlanWish } from '../model/tune/plan.ts';
import type { Transaction } from '../model/tune/transaction.ts';

/** The root helper as the unprivileged host sees it: nothing but these wishes crosses to root. */
export interface BoardHelper {
  /** Cheap. `absent`: not installed; `forbidden`: this account is not of its group, or signed in before it was. */
  sight(): Promise<'absent' | 'forbidden' | 'ready'>;
  /** Throws what the command of the same name throws (`tune-stopped`, `tune-unconfirmed`, `tune-failed`, `tune-busy` …). */
  act(wish: HelperWish): Promise<HelperDone>;
}

/** One that can be asked for its own plan first. */
export interface PlanningHelper extends BoardHelper {
  /** The hash of the plan as root sees the machine: it can read files that this account cannot. Throws as `act` does. */
  planHash(wish: PlanWish): Promise<string | null>;
}

export type HelperWish =
  /** `hash` is that of the plan that was shown: the helper plans anew and refuses another one. */
  | { readonly verb: 'apply'; readonly wish: PlanWish; readonly hash: string }
  | { readonly verb: 'confirm' }
  | { readonly verb: 'revert'; readonly onlyLast: boolean };

export interface HelperDone {
  /** The changes that it touched, as they now stand; what an earlier program had left and was settled first among them. */
  readonly changes: readonly Pick<Transaction, 'id' | 'profile' | 'state'>[];
}
