import { emptyObject, type Body } from './body.ts';
import { sameValue, type ColumnValue } from './column-value.ts';
import type { IndexEntry, IndexValue } from './index-line.ts';
import type { SessionRef } from './record.ts';
import { bodyOf, cellsOf, stampsOf, stateHash, type LiveState, type RecordState } from './state.ts';

/** A row of an image, as far as an index speaks of it; `ref`: the session that it belongs to in the image. */
export interface ImageRow {
  readonly body: Body;
  readonly ref: SessionRef | null;
}

/**
 * Says where the values of a state stand: in its row where the row and a few columns beside it give back the very same
 * state, else in the line itself. Most lines of an index are short so.
 */
export function indexValueOf(state: RecordState, row: ImageRow | null): IndexValue {
  if (state.kind === 'dead') return { kind: 'dead' };
  const { version, cells, ref } = state;
  const whole = { kind: 'body', stamps: stampsOf(cells, version), body: bodyOf(cells), ref } as const;
  if (row === null) return whole;
  const extra = emptyObject<ColumnValue>();
  for (const [column, { value }] of Object.entries(cells)) {
    const shown = row.body[column];
    if (shown === undefined || !sameValue(shown, value)) extra[column] = value;
  }
  const short = { kind: 'row', stamps: whole.stamps, extra, ref: sameRef(ref, row.ref) ? 'of-row' : ref } as const;
  return stateHash(fromRow(state, short, row)) === stateHash(state) ? short : whole;
}

/** Whether the rows show something else than the state: a line with much in `extra` is right, but its row is not. */
export function showsState(state: LiveState, row: Body): boolean {
  return Object.entries(state.cells).every(([column, { value }]) => {
    const shown = row[column];
    return shown === undefined || sameValue(shown, value);
  });
}

/** The state that a line speaks of; null when line and row do not come to what the line says they do. */
export function stateOfEntry(entry: IndexEntry, row: ImageRow | null): RecordState | null {
  const state = joined(entry, row);
  return state !== null && stateHash(state) === entry.hash ? state : null;
}

function joined(entry: IndexEntry, row: ImageRow | null): RecordState | null {
  const { value, version, seen } = entry;
  if (value.kind === 'dead') return { kind: 'dead', version, seen };
  if (value.kind === 'row') return row === null ? null : fromRow(entry, value, row);
  return { kind: 'live', version, seen, ref: value.ref, cells: cellsOf(value.body, version, value.stamps) };
}

function fromRow(
  { version, seen }: Pick<LiveState, 'version' | 'seen'>,
  { stamps, extra, ref }: Extract<IndexValue, { kind: 'row' }>,
  row: ImageRow,
): LiveState {
  const cells = cellsOf(Object.assign(emptyObject<ColumnValue>(), row.body, extra), version, stamps);
  return { kind: 'live', version, seen, ref: ref === 'of-row' ? row.ref : ref, cells };
}

function sameRef(a: SessionRef | null, b: SessionRef | null): boolean {
  if (a === null || b === null) return a === b;
  return (Object.keys(a) as (keyof SessionRef)[]).every((name) => a[name] === b[name]);
}
