import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import { boardFacts, type BoardFacts } from '../../model/tune/facts.ts';
import type { BoardTree } from '../../model/tune/tree.ts';
import { boardTree } from '../../tuning/board-tree.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The facts of this machine, or of another one's tree: `root` may be relative to the folder that a person is in. Throws
 * `usage` where there is no such folder.
 */
export function boardAt(
  root: string,
  at: Pick<Surroundings, 'folder'>,
): {
  root: string;
  tree: BoardTree;
  facts: BoardFacts;
} {
  const full = resolve(at.folder, root);
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw fail('usage', { detail: `there is no folder ${full}` });
  }
  const tree = boardTree(full);
  return { root: full, tree, facts: boardFacts(tree) };
}
