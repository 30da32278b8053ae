import type { Duplex } from 'node:stream';
import { serveTurn, type Turn } from '../../tuning/helper-turn.ts';
import { helperActs } from './board-helper-acts.ts';
import { mayAsk } from './board-helper-peer.ts';
import type { Tools } from './tools.ts';

/** Serves one connection of the root helper's socket. `peer`: the instance of the unit; `root`: the tree, `/` in production. */
export function serveHelperTurn(
  connection: Duplex,
  { peer, root }: { readonly peer: string; readonly root: string },
  tools: Tools,
): Promise<Turn> {
  return serveTurn(connection, {
    acts: helperActs(root, tools),
    isAllowed: () => mayAsk(peer),
    clock: tools.clock,
  });
}
