import { sameValue } from './column-value.ts';
import { compareCells, isUserColumn } from './column-rules.ts';
import type { RecordKind } from './kinds.ts';
import type { Cell, LiveState, RecordState } from './state.ts';
import { hasSeen, stampZero, compareStamps, type Stamp, type Version } from './version.ts';

/** What lost when two devices wrote one record without knowing of each other. Kept and shown until a person has looked. */
export interface Conflict {
  /** Columns whose losing value stands nowhere any more; all of them where a delete won over an edit. */
  readonly columns: readonly string[];
  readonly winner: Version;
  readonly loser: Version;
  readonly loserState: LiveState;
}

/**
 * What merging `a` and `b` would lose: the value of a user column that somebody wrote, and that the writer of the winning
 * value (or tombstone) had not seen. Null when nothing is lost. Edits of different columns lose nothing. Call it before
 * merging, with states that were not merged with each other.
 */
export function conflictOf(kind: RecordKind, a: RecordState, b: RecordState): Conflict | null {
  if (a.version.life !== b.version.life) return null;
  if (a.kind === 'dead' && b.kind === 'dead') return null;
  if (a.kind === 'dead') return b.kind === 'dead' ? null : deleted(kind, a, b);
  if (b.kind === 'dead') return deleted(kind, b, a);
  return overwritten(kind, a, b) ?? overwritten(kind, b, a);
}

/** `live` loses as a whole; only what somebody wrote after a first scan is an edit. */
function deleted(kind: RecordKind, winner: RecordState, live: LiveState): Conflict | null {
  const columns = Object.keys(live.cells).filter((column) => {
    const cell = live.cells[column];
    return cell !== undefined && isUserColumn(kind, column) && isEdit(cell) && !hasSeen(winner.seen, cell);
  });
  return columns.length === 0 ? null : { columns, winner: winner.version, loser: live.version, loserState: live };
}

function overwritten(kind: RecordKind, winner: LiveState, loser: LiveState): Conflict | null {
  const columns = Object.keys(loser.cells).filter((column) => {
    const [won, lost] = [winner.cells[column], loser.cells[column]];
    return won !== undefined && lost !== undefined && isLost(kind, column, won, lost, winner);
  });
  return columns.length === 0 ? null : { columns, winner: winner.version, loser: loser.version, loserState: loser };
}

function isLost(kind: RecordKind, column: string, won: Cell, lost: Cell, winner: LiveState): boolean {
  if (!isUserColumn(kind, column) || sameValue(won.value, lost.value)) return false;
  if (compareCells(kind, column, won, lost) <= 0) return false;
  // Two imports: neither can know of the other. An import loses to an edit silently, that is what zero means.
  return isEdit(lost) ? !hasSeen(winner.seen, lost) : !isEdit(won);
}

function isEdit(stamp: Stamp): boolean {
  return compareStamps(stamp, stampZero) !== 0;
}
