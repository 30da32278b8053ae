import type { KnownState, ListedConflict, RecordStore } from '../../ports/record-store.ts';
import { compareStamps } from '../../model/records/version.ts';

/** Conflicts looked at in one go. */
const pageMax = 200;

/**
 * Ends conflicts that somebody has settled by writing again: every column that lost something was written later than both
 * versions, or the record was brought back, here or on another machine. How many.
 */
export function settleOverwritten(store: RecordStore): number {
  let settled = 0;
  let page = store.conflictsAfter(false, 0, pageMax);
  for (; page.length > 0; page = store.conflictsAfter(false, page.at(-1)?.id ?? 0, pageMax)) {
    for (const conflict of page) {
      if (!isOverwritten(store, conflict)) continue;
      store.settleConflict(conflict.id);
      settled += 1;
    }
  }
  return settled;
}

function isOverwritten(store: RecordStore, { key, columns, winner, loser, loserState }: ListedConflict): boolean {
  const now = store.known(key)?.state;
  if (now === undefined) return false;
  const version = now.kind === 'carried' ? now.state.version : now.version;
  if (version.life > Math.max(winner.life, loser.life)) return true;
  if (winner.dead || version.dead) return false;
  return columns.every((column) => {
    const stamp = stampOf(now, column);
    const lost = loserState.cells[column];
    const newest = compareStamps(winner, loser) > 0 ? winner : loser;
    return stamp !== null && compareStamps(stamp, newest) > 0 && (lost === undefined || compareStamps(stamp, lost) > 0);
  });
}

function stampOf(state: KnownState, column: string) {
  if (state.kind === 'dead') return null;
  if (state.kind === 'carried') return state.state.kind === 'live' ? (state.state.cells[column] ?? null) : null;
  return state.extra[column] ?? state.stamps[column] ?? { hlc: state.version.hlc, device: state.version.device };
}
