import { emptyObject, entryOf, hashOf, type Body, type Hash128 } from './body.ts';
import { encodeValue, sameValue, type ColumnValue } from './column-value.ts';
import type { LogRecord, SessionRef, Stamps } from './record.ts';
import { compareStamps, joinSeen, seenOf, type Seen, type Stamp, type Version } from './version.ts';

/** One column: its value and who wrote it. */
export interface Cell extends Stamp {
  readonly value: ColumnValue;
}

export type Cells = Readonly<Record<string, Cell>>;

/** All that is known of one record, from any number of versions. `seen` holds the version's own stamp too. */
export type RecordState = LiveState | DeadState;

export interface LiveState {
  readonly kind: 'live';
  /** The greatest version merged so far. */
  readonly version: Version;
  readonly cells: Cells;
  readonly ref: SessionRef | null;
  readonly seen: Seen;
}

export interface DeadState {
  readonly kind: 'dead';
  readonly version: Version;
  readonly seen: Seen;
}

/** What one version alone says. */
export function stateOf(record: Pick<LogRecord, 'version' | 'seen' | 'body' | 'stamps' | 'ref'>): RecordState {
  const { version, body, stamps, ref } = record;
  const seen = joinSeen(record.seen, seenOf(version), ...Object.values(stamps).map(seenOf));
  if (body === null) return { kind: 'dead', version, seen };
  return { kind: 'live', version, cells: cellsOf(body, version, stamps), ref, seen };
}

export function cellsOf(body: Body, own: Stamp, stamps: Stamps): Cells {
  const cells = emptyObject<Cell>();
  for (const column of Object.keys(body)) {
    const { hlc, device } = entryOf(stamps, column) ?? own;
    cells[column] = { value: body[column] ?? null, hlc, device };
  }
  return cells;
}

export function bodyOf(cells: Cells): Body {
  const body = emptyObject<ColumnValue>();
  for (const column of Object.keys(cells)) body[column] = cells[column]?.value ?? null;
  return body;
}

/** The stamps that have to be written out beside `own`. */
export function stampsOf(cells: Cells, own: Stamp): Stamps {
  const stamps = emptyObject<Stamp>();
  for (const [column, cell] of Object.entries(cells)) {
    if (compareStamps(cell, own) !== 0) stamps[column] = { hlc: cell.hlc, device: cell.device };
  }
  return stamps;
}

/**
 * Equal on two devices that hold the same: the merged columns with their stamps, or the tombstone's life. A column that is
 * NULL counts like an absent one, or a device whose schema got a new column would differ from all others in every record.
 * So equal hashes say that devices agree, not that a merge may be skipped.
 */
export function stateHash(state: RecordState): Hash128 {
  if (state.kind === 'dead') return hashOf({ dead: state.version.life });
  const columns = Object.keys(state.cells).sort();
  const told = columns.flatMap((column) => {
    const cell = state.cells[column];
    if (cell === undefined || cell.value === null) return [];
    return [[column, encodeValue(cell.value), cell.hlc, cell.device]];
  });
  return hashOf({ life: state.version.life, columns: told });
}

/** Columns whose values differ between a state and a body; columns that only one of them has do not count. */
export function changedColumns(cells: Cells, body: Body): string[] {
  return Object.keys(body).filter((column) => {
    const cell = entryOf(cells, column);
    return cell === undefined || !sameValue(cell.value, body[column] ?? null);
  });
}
