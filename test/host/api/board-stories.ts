import { join } from 'node:path';
import { boardDesk } from '../../../core/host/board-desk.ts';
import type { BoardFace } from '../../../core/host/board-face.ts';
import type { BoardPlace } from '../../../core/host/board-place.ts';
import type { Instant } from '../../../core/model/ids.ts';
import {
  emptyJournal,
  type Transaction,
  type TuneJournal,
  type TxState,
} from '../../../core/model/tune/transaction.ts';
import type { BoardTree } from '../../../core/model/tune/tree.ts';
import type { BoardHelper, HelperWish } from '../../../core/ports/board-helper.ts';
import { boardTree } from '../../../core/tuning/board-tree.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/boards');

export interface BoardStory {
  /** A folder of test/fixtures/boards, or a tree. */
  readonly tree?: string | BoardTree;
  readonly sight?: 'absent' | 'forbidden' | 'ready';
  readonly journal?: TuneJournal | (() => TuneJournal);
  readonly act?: BoardHelper['act'];
  readonly clock?: BoardPlace['clock'];
}

/** The real desk over a tree of ours; a machine with nothing to see or to set unless said otherwise. */
export function boardFace({ tree = 'no-zram', sight = 'absent', journal, act, clock }: BoardStory = {}): BoardFace {
  const nothing = { now: () => instant(bootedAt + 60_000), monotonicMs: () => 60_000 };
  return boardDesk({
    tree: typeof tree === 'string' ? boardTree(join(fixtures, tree)) : tree,
    helper: {
      sight: () => Promise.resolve(sight),
      act: act ?? (() => Promise.resolve({ changes: [] })),
    },
    clock: clock ?? nothing,
    changes: () => ({
      journal: (typeof journal === 'function' ? journal() : journal) ?? emptyJournal,
      moment: { at: instant(bootedAt + 60_000), bootId: 'boot', uptimeMs: 60_000 },
    }),
    command: (words) => ['sudo', 'node', '/opt/membridge/membridge.mjs', ...words].join(' '),
  });
}

const bootedAt = Date.UTC(2026, 10, 21, 9, 0);

/** A journal with one change in it, as far as the desk looks at it. */
export function journalWith(state: TxState, profile: Transaction['profile'] = '0.5gb'): TuneJournal {
  const change: Transaction = {
    id: '0123456789abcdef',
    hash: 'a'.repeat(64),
    profile,
    overlays: [],
    owner: 'zram-generator',
    startedAt: instant(bootedAt),
    bootId: 'boot',
    steps: [{ kind: 'reload' }],
    folders: [],
    zram: null,
    state,
  };
  return { format: 1, transactions: [change] };
}

/** Someone who waits for a word, with so much of the time over. */
export function waiting(leftMs: number): TxState {
  return { kind: 'applied', isDeferred: false, confirmByMs: 60_000 + leftMs };
}

export const instant = (at: number) => at as Instant;

/** Keeps what it is asked for. */
export function askedHelper(): { readonly asked: HelperWish[]; readonly act: BoardHelper['act'] } {
  const asked: HelperWish[] = [];
  return {
    asked,
    act: (wish) => {
      asked.push(wish);
      return Promise.resolve({ changes: [] });
    },
  };
}
