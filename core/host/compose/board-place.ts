import type { BoardHelper } from '../../ports/board-helper.ts';
import { boardTree } from '../../tuning/board-tree.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { BoardPlace } from '../board-place.ts';
import { boardHelper } from './board-helper.ts';
import { lookAtChanges, ownProgram, rootCommand } from './board-look.ts';
import type { Tools } from './tools.ts';

/** The machine that a host tells of: its own, or in tests a tree with somebody who changes it. */
export interface HostBoard {
  readonly root: string;
  readonly helper: BoardHelper;
}

/** This very machine. */
export function ownBoard(tools: Tools): HostBoard {
  return { root: '/', helper: boardHelper(tools) };
}

export function boardPlace(tools: Tools, { root, helper }: HostBoard): BoardPlace {
  const { node, program } = ownProgram(tools);
  const isOwn = root === '/';
  return {
    tree: boardTree(root),
    helper,
    clock: tools.clock,
    changes: () => lookAtChanges(root, tools),
    command(words) {
      return isOwn ? rootCommand(tools, words) : [node, program, ...words, '--root', root].map(shellWord).join(' ');
    },
  };
}
