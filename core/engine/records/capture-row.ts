import { born, deleted, edited, imported, type Writer, type Written } from '../../model/records/edit.ts';
import { emptyObject, entryOf } from '../../model/records/body.ts';
import { isUserColumn } from '../../model/records/column-rules.ts';
import { sameValue, type ColumnValue } from '../../model/records/column-value.ts';
import type { Conflict } from '../../model/records/conflict.ts';
import type { RecordKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { LogRecord, RecordKey, SessionRef } from '../../model/records/record.ts';
import { bodyOf, changedColumns, stateOf, type LiveState, type RecordState } from '../../model/records/state.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { KnownRecord, MappedRow, RecordStore } from '../../ports/record-store.ts';
import { aliveKeysOf, primaryOf, shownState, versionOf } from './aliases.ts';
import {
  bodyWith,
  knownStateOf,
  mappedRowOf,
  recordStateOf,
  refOf,
  refOfKnown,
  withoutColumns,
} from './known-state.ts';
import { fillNewerColumns } from './newer-columns.ts';
import { columnsEdited } from './sketch.ts';
import type { RecordTools } from './tools.ts';
import { sameSession, twinOf } from './twin.ts';
import { unshownLoss } from './unshown.ts';

/** What captures one row needs beside the tools. */
export interface CaptureTurn {
  readonly reading: Pick<RecordReading, 'row'>;
  /** The source was never captured before, or was replaced: its rows are imports, and what the fleet says of them wins. */
  readonly first: boolean;
  readonly writer: Writer;
}

/** How a row ended: `published` wrote a version; `known` only noted it. */
export type Captured = 'published' | 'known';

type Tools = Pick<RecordTools, 'store'>;

/** A row that no record maps to yet. */
export function captureAdded(tools: Tools, turn: CaptureTurn, row: SourceRow): Captured {
  const { store } = tools;
  const ref = refOf(store, turn.reading, row.session);
  const key = primaryOf(store, twinKey(store, row, ref) ?? row.identity);
  const known = store.known(key);
  const pending = store.pending(key);
  store.mapRow(mappedRowOf(store, row, key));
  const [alive] = aliveKeysOf(store, key);
  if (alive !== undefined) return joinRow(tools, turn, alive, row, ref);
  const dead = known === null ? null : recordStateOf(known.state, null);
  const fleet = pending?.state ?? (turn.first ? dead : null);
  if (fleet !== null) return adopt(tools, turn, fleet, key, row, ref);
  const written = { kind: row.kind, key, ref };
  return publish(tools, turn.first ? imported(written, row.body) : born(written, row.body, dead, turn.writer), row);
}

/** A row that differs from what we left. `migrated`: the memory tool rewrote it, and does so everywhere. */
export function captureChanged(
  tools: Tools,
  turn: CaptureTurn,
  row: SourceRow,
  mapped: MappedRow,
  migrated: boolean,
): Captured {
  const { store } = tools;
  if (row.createdAt !== mapped.createdAt && row.text !== mapped.text) {
    // The rowid was used again, after somebody restored an older database.
    store.unmapRow(row.kind, row.rowid);
    const added = captureAdded(tools, turn, row);
    return captureGone(tools, turn, mapped) === 'published' ? 'published' : added;
  }
  const columns = migrated ? [] : columnsEdited(mapped.sketch, row.body, store);
  const ref = refOf(store, turn.reading, row.session);
  store.mapRow(mappedRowOf(store, row, mapped.key));
  const [known] = aliveKeysOf(store, mapped.key);
  if (columns.length === 0) {
    if (known !== undefined) fillNewerColumns(store, known, row, mapped.sketch);
    return 'known';
  }
  const dead = known === undefined ? deadState(store, mapped) : null;
  if (dead !== null) {
    // A session that was deleted and is here for its children only: whoever writes in it wants it again.
    store.clearPending(mapped.key);
    return publish(tools, born({ kind: row.kind, key: mapped.key, ref }, row.body, dead, turn.writer), row);
  }
  const record = known ?? unknownRecord(row, mapped.key, ref, columns);
  const captured = writeEdit(tools, turn, record, row, ref, { columns, sketch: mapped.sketch });
  fillNewerColumns(store, store.known(record.key) ?? record, row, mapped.sketch);
  return captured;
}

/** All that is known of a record, where that is that it is dead. */
function deadState(store: RecordStore, { kind, key }: MappedRow): RecordState | null {
  const known = store.known(key);
  const state = known === null ? null : recordStateOf(known.state, null);
  if (state?.kind !== 'dead') return null;
  const pending = store.pending(key);
  const merged = pending === null ? state : mergeStates(kind, state, pending.state);
  return merged.kind === 'dead' ? merged : null;
}

/** A session that only its children told of: its own record has not come. What it said before the edits was made up. */
function unknownRecord(row: SourceRow, key: RecordKey, ref: SessionRef | null, edits: readonly string[]): KnownRecord {
  const body = emptyObject<ColumnValue>();
  for (const column of Object.keys(row.body)) if (!edits.includes(column)) body[column] = row.body[column] ?? null;
  const state = stateOf(imported({ kind: row.kind, key, ref }, body));
  return { kind: row.kind, key, state: knownStateOf(state, null, true), twin: null };
}

/** A row that was there and is not: a tombstone, once no other row shows its record. */
export function captureGone(tools: Tools, turn: CaptureTurn, mapped: MappedRow): Captured {
  const { store } = tools;
  const there = store.mappedRow(mapped.kind, mapped.rowid);
  if (there?.key === mapped.key) store.unmapRow(mapped.kind, mapped.rowid);
  if (store.rowsOf(mapped.key).length > 0) return 'known';
  store.endHold(mapped.key);
  store.clearBraked(mapped.key);
  let captured: Captured = 'known';
  for (const known of aliveKeysOf(store, mapped.key)) {
    const before = versionOf(known);
    const record = deleted({ kind: known.kind, key: known.key, ref: null }, before, turn.writer);
    const lost = unshownLoss(store, known, mapped.sketch, record.version, () => true);
    if (lost !== null) store.addConflict(known.kind, known.key, lost, turn.writer.wallMs);
    store.addUnsent(record);
    store.setKnown({ kind: known.kind, key: known.key, state: knownStateOf(stateOf(record), null, false), twin: null });
    captured = 'published';
  }
  return captured;
}

/** Another row of a record that is alive: it moved, or is there twice, or the record waited for it. */
function joinRow(
  tools: Tools,
  turn: CaptureTurn,
  known: KnownRecord,
  row: SourceRow,
  ref: SessionRef | null,
): Captured {
  const { store } = tools;
  const others = store.rowsOf(primaryOf(store, known.key)).filter(({ rowid }) => rowid !== row.rowid);
  const [twice] = others;
  if (twice === undefined) {
    waitForApply(store, known);
    return 'known';
  }
  // The other row may be gone by now: then this one is where the record lives, with what it says.
  if (turn.reading.row(row.kind, twice.rowid) !== null) return 'known';
  const columns = columnsEdited(twice.sketch, row.body, store);
  return columns.length === 0 ? 'known' : writeEdit(tools, turn, known, row, ref, { columns, sketch: twice.sketch });
}

/** The fleet knew this row first: its columns win, what differs here is listed. Where it is dead, the row leaves in the next run. */
function adopt(
  tools: Tools,
  turn: CaptureTurn,
  state: RecordState,
  key: RecordKey,
  row: SourceRow,
  ref: SessionRef | null,
): Captured {
  const { store } = tools;
  const written = { kind: row.kind, key, ref };
  if (state.kind === 'dead' && !turn.first) {
    store.clearPending(key);
    return publish(tools, born(written, row.body, state, turn.writer), row);
  }
  const here = stateOf(imported(written, row.body));
  const lost = lossOf(row.kind, state, here);
  if (lost !== null) store.addConflict(row.kind, key, lost, turn.writer.wallMs);
  const added = state.kind === 'dead' ? null : addedColumns(written, row, state);
  if (added !== null) store.addUnsent(added);
  const merged = added === null ? state : mergeStates(row.kind, state, stateOf(added));
  const kept = state.kind === 'dead' ? here : merged;
  store.setKnown({ kind: row.kind, key, state: knownStateOf(kept, null, true), twin: twinOf(row) });
  return added === null ? 'known' : 'published';
}

/**
 * What the row says in columns that nobody in the fleet has: their releases of the memory tool are older. An import, which
 * repeats the fleet's values elsewhere; null where there is nothing to tell.
 */
function addedColumns(written: Written, { body }: SourceRow, { cells }: LiveState): LogRecord | null {
  const fleet = bodyOf(cells);
  const isNew = (column: string) => !(column in fleet) && (body[column] ?? null) !== null;
  if (!Object.keys(body).some(isNew)) return null;
  return imported(written, Object.assign(emptyObject<ColumnValue>(), body, fleet));
}

/**
 * An import loses silently where records are merged; here a person's own row is seen to differ from the fleet's. What it
 * says and the fleet does not is listed (protocol.md section 7, 'Join').
 */
function lossOf(kind: RecordKind, winner: RecordState, loser: RecordState): Conflict | null {
  if (loser.kind === 'dead') return null;
  const columns = Object.keys(loser.cells).filter((column) => {
    const mine = loser.cells[column]?.value ?? null;
    if (winner.kind === 'dead') return true;
    const theirs = entryOf(winner.cells, column)?.value;
    return mine !== null && theirs !== undefined && isUserColumn(kind, column) && !sameValue(mine, theirs);
  });
  if (columns.length === 0) return null;
  return { columns: columns.sort(), winner: winner.version, loser: loser.version, loserState: loser };
}

function writeEdit(
  tools: Tools,
  turn: CaptureTurn,
  known: KnownRecord,
  row: SourceRow,
  ref: SessionRef | null,
  { columns, sketch }: { readonly columns: readonly string[]; readonly sketch: string },
): Captured {
  const { store } = tools;
  const alone = recordStateOf(known.state, row.body);
  const shown = shownState(store, known.key, row.body) ?? (alone?.kind === 'live' ? alone : null);
  if (shown === null) return 'known';
  const edits = columns.filter((column) => !isSaid(known, column, row));
  const before = withoutColumns(shown, edits);
  const written = { kind: row.kind, key: known.key, ref };
  const record = edited(written, bodyWith(row.body, before), before, turn.writer, edits);
  // What an undo held is edited here: from now on it is shared again.
  store.endHold(known.key);
  if (record !== null) {
    const lost = unshownLoss(store, known, sketch, record.version, (column) => edits.includes(column));
    if (lost !== null) store.addConflict(row.kind, known.key, lost, turn.writer.wallMs);
    store.addUnsent(record);
  }
  const merged = record === null ? shown : mergeStates(row.kind, shown, stateOf(record));
  store.setKnown({ ...known, state: knownStateOf(merged, row.body, known.state.kind === 'carried') });
  // Where a rule keeps the old value (the end of a session), the row has to take it back.
  if (merged.kind === 'live' && changedColumns(merged.cells, row.body).length > 0)
    waitForApply(store, store.known(known.key));
  return record === null ? 'known' : 'published';
}

/**
 * The record says it already, and the row only did not show it: nobody's edit here. So a tool use that lost its session to
 * another's delete says its session's id from now on, as the one who deleted it has told.
 */
function isSaid({ state }: KnownRecord, column: string, { body }: SourceRow): boolean {
  const live = state.kind === 'carried' ? state.state : null;
  const cells = state.kind === 'row' ? state.extra : live?.kind === 'live' ? live.cells : {};
  const cell = entryOf(cells, column);
  return cell !== undefined && sameValue(cell.value, body[column] ?? null);
}

/** Writes a first version: of a new record, or of a new life. */
function publish(tools: Tools, record: LogRecord, row: SourceRow): Captured {
  const { store } = tools;
  store.addUnsent(record);
  const state = knownStateOf(stateOf(record), row.body, row.kind === 'session');
  store.setKnown({ kind: row.kind, key: record.key, state, twin: twinOf(row) });
  return 'published';
}

/** Lets the next apply compare the record with its row. */
function waitForApply(store: RecordStore, known: KnownRecord | null): void {
  if (known?.state.kind !== 'carried' || store.pending(known.key) !== null) return;
  store.setPending({ kind: known.kind, key: known.key, state: known.state.state, finding: null, batch: null });
}

/** The record that a new row is the twin of: same birth and text, in what is the same session by another name. */
function twinKey(store: RecordStore, row: SourceRow, ref: SessionRef | null): RecordKey | null {
  const twin = twinOf(row);
  if (twin === null || store.known(row.identity) !== null) return null;
  return store.twinsOf(twin).find((known) => sameSession(refOfKnown(known), ref))?.key ?? null;
}
