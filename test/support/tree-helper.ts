import { helperActs } from '../../core/host/compose/board-helper-acts.ts';
import type { Tools } from '../../core/host/compose/tools.ts';
import type { BoardHelper } from '../../core/ports/board-helper.ts';

/** What the root helper does, with all its own checks, to a tree that needs no root. */
export function treeHelper(root: string, tools: Tools): BoardHelper {
  const acts = helperActs(root, tools);
  return {
    sight: () => Promise.resolve('ready'),
    async act(wish) {
      switch (wish.verb) {
        case 'apply':
          return await acts.apply(wish.wish, wish.hash);
        case 'confirm':
          return await acts.confirm();
        case 'revert':
          return await acts.revert(wish.onlyLast);
      }
    },
  };
}
