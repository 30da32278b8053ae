import type { BoardAct, BoardDone } from '../core/host/api/contract-board.ts';
import { useDoing, type Doing } from './act.ts';
import { useHost } from './host-view.ts';

/** An act on the machine's settings, and how far it has come. */
export type Acting = Doing<[BoardAct]>;

/** `done` gets what was done in sentences. Also after a fault something may stand otherwise: `failed` is called then. */
export function useBoardAct(done: (told: BoardDone) => void, failed: () => void): Acting {
  const { client } = useHost();
  return useDoing(async (what) => {
    try {
      done(await client.boardAct(what));
    } catch (error) {
      failed();
      throw error;
    }
  });
}
