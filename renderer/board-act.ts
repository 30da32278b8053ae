import { useState } from 'react';
import type { BoardAct, BoardDone } from '../core/host/api/contract-board.ts';
import { useHost } from './host-view.ts';

/** An act on the machine's settings, and how far it has come. */
export interface Acting {
  readonly isActing: boolean;
  /** Why it was not done; null while it was not tried. */
  readonly error: unknown;
  act(what: BoardAct): void;
}

/** `done` gets what was done in sentences. Also after a fault something may stand otherwise: `failed` is called then. */
export function useBoardAct(done: (told: BoardDone) => void, failed: () => void): Acting {
  const { client } = useHost();
  const [isActing, acting] = useState(false);
  const [error, fail] = useState<unknown>(null);
  const act = async (what: BoardAct) => {
    acting(true);
    fail(null);
    try {
      done(await client.boardAct(what));
    } catch (thrown) {
      fail(thrown);
      failed();
    } finally {
      acting(false);
    }
  };
  return { isActing, error, act: (what) => void act(what) };
}
