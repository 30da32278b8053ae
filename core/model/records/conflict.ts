import { emptyObject, entryOf, hashOf, type Hash128 } from './body.ts';
import { encodeValue, sameValue } from './column-value.ts';
import { compareCells, isUserColumn } from './column-rules.ts';
import type { RecordKind } from './kinds.ts';
import type { Cell, Cells, LiveState, RecordState } from './state.ts';
import { compareVersions, hasSeen, isEdit, type Version } from './version.ts';

/** What lost when two devices wrote one record without knowing of each other. Kept and shown until a person has looked. */
export interface Conflict {
  /** Columns whose losing value stands nowhere any more, ascending; all edited ones where a delete won over edits. */
  readonly columns: readonly string[];
  /** The greater version of the two. */
  readonly winner: Version;
  readonly loser: Version;
  /** What the lesser version said; in `columns` the losing values, also where it is the greater version that lost. */
  readonly loserState: LiveState;
}

/**
 * What merging `a` and `b` would lose: the value of a user column that somebody wrote, and that the writer of the winning
 * value (or of the tombstone, or of the later life) had not seen. Null when nothing is lost. Edits of different columns
 * lose nothing. Call it before merging, with states that were not merged with each other.
 */
export function conflictOf(kind: RecordKind, a: RecordState, b: RecordState): Conflict | null {
  const [loser, winner] = compareVersions(a.version, b.version) <= 0 ? [a, b] : [b, a];
  // A tombstone holds nothing that could be lost.
  if (loser.kind === 'dead') return null;
  return conflict(winner, loser, lostCells(kind, winner, loser));
}

/**
 * Equal for one loss that is met again, whichever versions meet: the columns, the values and who wrote them. Two versions
 * alone do not name it, since each may stand for others that were merged into it.
 */
export function lossOf({ columns, loserState }: Pick<Conflict, 'columns' | 'loserState'>): Hash128 {
  const cells = columns.map((column) => {
    const cell = entryOf(loserState.cells, column);
    return [column, encodeValue(cell?.value ?? null), cell?.hlc, cell?.device];
  });
  return hashOf([loserState.version.life, cells]);
}

function conflict(winner: RecordState, loser: LiveState, lost: Cells): Conflict | null {
  const columns = Object.keys(lost).sort();
  if (columns.length === 0) return null;
  const cells = Object.assign(emptyObject<Cell>(), loser.cells, lost);
  return { columns, winner: winner.version, loser: loser.version, loserState: { ...loser, cells } };
}

function lostCells(kind: RecordKind, winner: RecordState, loser: LiveState): Cells {
  if (winner.kind === 'dead') return replaced(kind, winner, emptyObject(), loser);
  if (winner.version.life > loser.version.life) return replaced(kind, winner, winner.cells, loser);
  // Each may win a column: what both of them lose is one conflict.
  return Object.assign(overwritten(kind, winner, loser), overwritten(kind, loser, winner));
}

/** `loser` loses as a whole; only what somebody wrote after a first scan is an edit. */
function replaced(kind: RecordKind, { seen }: RecordState, now: Cells, loser: LiveState): Record<string, Cell> {
  return cellsWhere(loser.cells, (column, cell) => {
    if (!isUserColumn(kind, column) || !isEdit(cell) || hasSeen(seen, cell)) return false;
    const there = entryOf(now, column);
    return there === undefined || !sameValue(there.value, cell.value);
  });
}

function overwritten(kind: RecordKind, winner: LiveState, loser: LiveState): Record<string, Cell> {
  return cellsWhere(loser.cells, (column, lost) => {
    const won = entryOf(winner.cells, column);
    return won !== undefined && isLost(kind, column, won, lost, winner);
  });
}

function isLost(kind: RecordKind, column: string, won: Cell, lost: Cell, winner: LiveState): boolean {
  if (!isUserColumn(kind, column) || sameValue(won.value, lost.value)) return false;
  if (compareCells(kind, column, won, lost) <= 0) return false;
  // Two imports: neither can know of the other. An import loses to an edit silently, that is what zero means.
  return isEdit(lost) ? !hasSeen(winner.seen, lost) : !isEdit(won);
}

function cellsWhere(cells: Cells, wanted: (column: string, cell: Cell) => boolean): Record<string, Cell> {
  const found = emptyObject<Cell>();
  for (const [column, cell] of Object.entries(cells)) if (wanted(column, cell)) found[column] = cell;
  return found;
}
