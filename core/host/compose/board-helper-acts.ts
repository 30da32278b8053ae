import { fail } from '../../model/errors.ts';
import { tunePlan } from '../../model/tune/plan.ts';
import { faultOf } from '../../model/tune/settled-fault.ts';
import type { Settled } from '../../model/tune/transaction.ts';
import type { HelperDone } from '../../ports/board-helper.ts';
import type { HelperActs } from '../../tuning/helper-turn.ts';
import { boardAt } from './board.ts';
import { lookAtChanges, waitingIn } from './board-look.ts';
import { type AppliedHere, applyHere, confirmHere, revertHere } from './board-tuning.ts';
import type { Tools } from './tools.ts';

/** What the root helper does with a wish, by its own look at the tree below `root`. */
export function helperActs(root: string, tools: Tools): HelperActs {
  return {
    facts: () => boardAt(root, tools.at).facts,
    plan: (wish) => tunePlan(boardAt(root, tools.at).facts, wish),
    async apply(wish, hash) {
      return doneOf(root, tools, await applyHere(root, tools, wish, hash));
    },
    async confirm() {
      const { recovered, confirmed } = await confirmHere(root, tools);
      const last = lookAtChanges(root, tools).journal.transactions.at(-1);
      if (confirmed !== null) return done([...recovered, confirmed]);
      // Confirming twice is no fault; confirming what was taken back is one.
      if (last?.state.kind !== 'confirmed') throw fail('tune-nothing-waits', { root });
      return done([{ transaction: last, faults: [] }]);
    },
    async revert(onlyLast) {
      const { settled } = await revertHere(root, tools, { onlyLast });
      const fault = faultOf(settled);
      if (fault !== undefined) throw fault;
      return done(settled);
    },
  };
}

function doneOf(root: string, tools: Tools, { recovered, applied }: AppliedHere): HelperDone {
  switch (applied.kind) {
    case 'unconfirmed':
      throw fail('tune-unconfirmed', { leftMs: waitingIn(root, tools) ?? 0 });
    case 'stale':
    case 'no-way-back':
    case 'foreign':
      throw fail('tune-stopped', { target: applied.target, reason: applied.kind });
    case 'taken-back': {
      const { transaction, faults } = applied.rested;
      const why = transaction.state.kind === 'reverted' ? transaction.state.why : transaction.state.kind;
      throw faultOf([applied.rested]) ?? fail('tune-failed', { detail: faults.join('; ') || why });
    }
    case 'applied':
      return done([...recovered, applied.rested]);
  }
}

function done(settled: readonly Settled[]): HelperDone {
  return { changes: settled.map(({ transaction: { id, profile, state } }) => ({ id, profile, state })) };
}
