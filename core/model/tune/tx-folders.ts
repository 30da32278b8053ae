import type { Act, Run } from './act.ts';
import { guardPaths } from './guard.ts';
import { isThere } from './standing.ts';
import type { Transaction } from './transaction.ts';
import type { BoardTree } from './tree.ts';

/** The act that makes the next folder of a transaction that is not there, among those that are wanted; null: all are. */
export function missingFolder(
  tx: Transaction,
  tree: BoardTree,
  { tried }: Pick<Run, 'tried'>,
  isWanted: (folder: string) => boolean,
): Act | null {
  const path = tx.folders.find((each) => isWanted(each) && !isThere(tree, each) && !tried.has(`make-folder ${each}`));
  return path === undefined ? null : { kind: 'make-folder', path };
}

/** The act that removes the lowest of these folders which is there and was not tried. */
export function emptyFolder(folders: readonly string[], tree: BoardTree, { tried }: Pick<Run, 'tried'>): Act | null {
  const path = folders.findLast((each) => isThere(tree, each) && !tried.has(`remove-folder ${each}`));
  return path === undefined ? null : { kind: 'remove-folder', path };
}

/** Whether the guard lies in it, or below. */
export function holdsGuard(folder: string): boolean {
  return Object.values(guardPaths).some((path) => path.startsWith(`${folder}/`));
}
