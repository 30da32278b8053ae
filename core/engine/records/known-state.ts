import { emptyObject, type Body } from '../../model/records/body.ts';
import { sameValue, type ColumnValue } from '../../model/records/column-value.ts';
import type { RecordKey, SessionRef } from '../../model/records/record.ts';
import { bodyOf, cellsOf, stampsOf, type Cell, type LiveState, type RecordState } from '../../model/records/state.ts';
import type { RecordReading, RowSession, SourceRow } from '../../ports/record-source.ts';
import type { KnownRecord, KnownState, MappedRow, RowMap } from '../../ports/record-store.ts';
import { sketchOf } from './sketch.ts';

/** The whole state of a record; `body` is its row as it was when it was last captured or written. Null where that row is needed and not there. */
export function recordStateOf(known: KnownState, body: Body | null): RecordState | null {
  switch (known.kind) {
    case 'dead':
      return known;
    case 'carried':
      return known.state;
    case 'row': {
      if (body === null) return null;
      const { version, seen, stamps, ref, extra } = known;
      const cells = { ...cellsOf(body, version, stamps), ...extra };
      return { kind: 'live', version, cells, ref, seen };
    }
  }
}

/**
 * What is kept of a state beside its row: everything the row does not say. `carry` keeps all of it, for records whose row
 * shows more than this record: sessions, whose old values decide merges, and rows that several keys share.
 */
export function knownStateOf(state: RecordState, row: Body | null, carry: boolean): KnownState {
  if (state.kind === 'dead') return state;
  if (carry || row === null) return { kind: 'carried', state };
  const extra = emptyObject<Cell>();
  for (const [column, cell] of Object.entries(state.cells)) {
    const inRow = row[column];
    if (inRow === undefined || !sameValue(inRow, cell.value)) extra[column] = cell;
  }
  const { version, seen, ref } = state;
  return { kind: 'row', version, seen, stamps: stampsOf(state.cells, version), ref, extra };
}

/** The state without the columns that were edited: what they held is not known any more, and will be new anyway. */
export function withoutColumns(state: LiveState, columns: readonly string[]): LiveState {
  const cells = emptyObject<Cell>();
  for (const [column, cell] of Object.entries(state.cells)) if (!columns.includes(column)) cells[column] = cell;
  return { ...state, cells };
}

/** What a new version of a record says: the row, but for columns that it shows otherwise than the record, and that nobody edited here. */
export function bodyWith(row: Body, state: LiveState): Body {
  const known = bodyOf(state.cells);
  const body = emptyObject<ColumnValue>();
  for (const column of Object.keys(row)) body[column] = (column in known ? known[column] : row[column]) ?? null;
  return body;
}

/** A row's session with the key that was frozen for it; sessions are captured before their children, so there nearly always is one. */
export function refOf(
  store: Pick<RowMap, 'mappedRow'>,
  reading: Pick<RecordReading, 'row'>,
  session: RowSession | null,
): SessionRef | null {
  if (session === null) return null;
  const { rowid, ...ref } = session;
  const key = store.mappedRow('session', rowid)?.key ?? reading.row('session', rowid)?.identity;
  return key === undefined ? null : { key, ...ref };
}

/** What is remembered of a row as it stands. */
export function mappedRowOf(
  store: Pick<RowMap, 'columnSet' | 'columnNames'>,
  row: SourceRow,
  key: RecordKey,
): MappedRow {
  const { kind, rowid, fingerprint, createdAt, text, body } = row;
  return { kind, rowid, key, fingerprint, createdAt, text, sketch: sketchOf(body, store) };
}

export function refOfKnown({ state }: KnownRecord): SessionRef | null {
  if (state.kind === 'row') return state.ref;
  return state.kind === 'carried' && state.state.kind === 'live' ? state.state.ref : null;
}
