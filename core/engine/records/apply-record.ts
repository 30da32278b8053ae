import { conflictOf, type Conflict } from '../../model/records/conflict.ts';
import { emptyObject, type Body } from '../../model/records/body.ts';
import type { ColumnValue } from '../../model/records/column-value.ts';
import { isShown } from '../../model/records/column-rules.ts';
import type { KnownKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import { bodyOf, changedColumns, type LiveState, type RecordState } from '../../model/records/state.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { InFlight, MappedRow, Pending } from '../../ports/record-store.ts';
import { aliveKeysOf, primaryOf, sharersOf, shownState } from './aliases.ts';
import { recordStateOf } from './known-state.ts';
import { conflictWith, finishState, finishWrite, noteConflict, shareRow } from './apply-effects.ts';
import { applyHeld } from './apply-held.ts';
import { sessionRowOf } from './apply-session.ts';
import type { Applied, ApplyTurn } from './apply-turn.ts';

/** Brings one record's row to what all devices together say (protocol.md section 6). Never waits, never throws for one bad record. */
export function applyRecord(turn: ApplyTurn, pending: Pending & { readonly kind: KnownKind }): Applied {
  const { store } = turn;
  if (store.held(pending.key) !== null) return applyHeld(turn, pending);
  const rows = store.rowsOf(primaryOf(store, pending.key));
  if (rows.length > 0)
    return pending.state.kind === 'dead' ? applyDelete(turn, pending, rows) : applyUpdate(turn, pending, rows);
  const known = store.known(pending.key);
  const before = known === null ? null : recordStateOf(known.state, null);
  const merged = before === null ? pending.state : mergeStates(pending.kind, before, pending.state);
  const conflict = before === null ? null : conflictOf(pending.kind, before, pending.state);
  const applied =
    merged.kind === 'dead'
      ? noted(() => finishState(store, pending, merged, null))
      : applyInsert(turn, pending, merged);
  return withConflict(turn, pending, conflict, applied);
}

/** What is lost is listed even while the record waits: it is lost already. Listing it again changes nothing. */
function withConflict(turn: ApplyTurn, pending: Pending, conflict: Conflict | null, applied: Applied): Applied {
  if (conflict === null) return applied;
  const note = () => noteConflict(turn, pending, conflict);
  switch (applied.kind) {
    case 'waits':
    case 'parked':
      return { ...applied, note };
    case 'written':
    case 'noted': {
      const { finish } = applied;
      return {
        ...applied,
        finish() {
          note();
          finish();
        },
      };
    }
  }
}

function applyInsert(turn: ApplyTurn, pending: Pending & { readonly kind: KnownKind }, state: LiveState): Applied {
  const { store, writing, touched } = turn;
  const { kind, key } = pending;
  const session = kind === 'session' ? null : sessionRowOf(turn, state.ref);
  if (session !== null && session.kind !== 'row') return session;
  const body = shownBody(turn, kind, state, null);
  const [like] = writing.rowsLike(kind, key, body, state.ref, session?.rowid ?? null);
  if (like !== undefined) return meetRow(turn, pending, state, like);
  const written = writing.insert(kind, key, body, session?.rowid ?? null);
  if (written.kind === 'in-use') return { kind: 'waits' };
  if (written.kind === 'parked') return { kind: 'parked', finding: written.finding };
  const { row } = written;
  touched.add(rowName(row));
  const writes: InFlight[] = [
    ...(session?.writes ?? []),
    { kind, key, rowid: row.rowid, before: null, after: row.body },
  ];
  return {
    kind: 'written',
    writes,
    finish() {
      session?.finish();
      // A number that was used again, after somebody put another memory there: what is known of the old row is not of this one.
      store.unmapRow(kind, row.rowid);
      finishWrite(store, pending, state, [row]);
    },
  };
}

/** A row of that identity is there already: not captured yet, or another key's twin. */
function meetRow(turn: ApplyTurn, pending: Pending, state: LiveState, row: SourceRow): Applied {
  const { store, touched } = turn;
  if (touched.has(rowName(row))) return { kind: 'waits' };
  const mapped = store.mappedRow(row.kind, row.rowid);
  // Not captured yet, or edited since: the next capture sees it, and the record meets it then.
  if (mapped === null || mapped.fingerprint !== row.fingerprint) return { kind: 'waits' };
  const shown = shownState(store, mapped.key, row.body);
  const conflict = shown === null ? null : conflictOf(pending.kind, shown, state);
  // What else comes for this row in this transaction does not know yet that it is shared, and would write over this.
  touched.add(rowName(row));
  return withConflict(
    turn,
    pending,
    conflict,
    noted(() => shareRow(store, pending, state, mapped, row)),
  );
}

/** The row still says what the dead key said: the next round writes what the other keys say. */
function showOthers({ store }: ApplyTurn, { kind, key }: Pending, body: Body | null): void {
  const left = aliveKeysOf(store, key).find((sharer) => sharer.key !== key);
  const state = left === undefined ? null : recordStateOf(left.state, body);
  if (left === undefined || state === null || store.pending(left.key) !== null) return;
  store.setPending({ kind, key: left.key, state, finding: null, batch: null });
}

/**
 * What becomes of one key is noted only after the transaction: another key of the same rows has to wait for it, or the last
 * two tombstones would each leave the row to the other.
 */
function claimIfShared({ store, touched }: ApplyTurn, { key }: Pending, rows: readonly MappedRow[]): void {
  if (sharersOf(store, key).length > 1) for (const row of rows) touched.add(rowName(row));
}

function applyUpdate(
  turn: ApplyTurn,
  pending: Pending & { readonly kind: KnownKind },
  rows: readonly MappedRow[],
): Applied {
  const { store, writing, touched } = turn;
  const { kind, key } = pending;
  const live = unedited(turn, rows);
  if (live === null) return { kind: 'waits' };
  const [first] = live;
  if (first === undefined) return { kind: 'waits' };
  const known = store.known(key);
  const before = known === null ? null : recordStateOf(known.state, first.body);
  const merged = before === null ? pending.state : mergeStates(kind, before, pending.state);
  if (merged.kind === 'dead') return noted(() => finishState(store, pending, merged, null));
  const target = targetOf(turn, pending, merged, first.body);
  const writes: InFlight[] = [];
  const after: SourceRow[] = [];
  for (const row of live) {
    const columns = columnsToWrite(turn, kind, target, row);
    if (Object.keys(columns).length === 0) {
      after.push(row);
      continue;
    }
    const written = writing.update(kind, row.rowid, columns);
    if (written.kind === 'in-use') return { kind: 'waits' };
    if (written.kind === 'parked') return { kind: 'parked', finding: written.finding };
    touched.add(rowName(row));
    after.push(written.row);
    writes.push({ kind, key, rowid: row.rowid, before: row.body, after: written.row.body });
  }
  claimIfShared(turn, pending, rows);
  const finish = (): void => finishWrite(store, pending, merged, after);
  const conflict = conflictWith(turn.store, pending, first.body);
  return withConflict(
    turn,
    pending,
    conflict,
    writes.length === 0 ? noted(finish) : { kind: 'written', writes, finish },
  );
}

function applyDelete(
  turn: ApplyTurn,
  pending: Pending & { readonly kind: KnownKind },
  rows: readonly MappedRow[],
): Applied {
  const { store, writing, touched, deletes } = turn;
  const { kind, key, state } = pending;
  const live = unedited(turn, rows);
  if (live === null) return { kind: 'waits' };
  const body = live[0]?.body ?? null;
  const known = store.known(key);
  const before = known === null ? null : recordStateOf(known.state, body);
  const merged = before === null ? state : mergeStates(kind, before, state);
  const conflict = before === null ? null : conflictOf(kind, before, state);
  const others = aliveKeysOf(store, key).some((sharer) => sharer.key !== key);
  if (merged.kind === 'live' || others) {
    claimIfShared(turn, pending, rows);
    return withConflict(
      turn,
      pending,
      conflict,
      noted(() => {
        finishState(store, pending, merged, body);
        if (merged.kind === 'dead') showOthers(turn, pending, body);
      }),
    );
  }
  if (!deletes) return withConflict(turn, pending, conflict, { kind: 'waits' });
  const writes: InFlight[] = [];
  for (const row of live) {
    if (writing.delete(kind, row.rowid).kind === 'in-use')
      return withConflict(turn, pending, conflict, { kind: 'waits' });
    touched.add(rowName(row));
    writes.push({ kind, key, rowid: row.rowid, before: row.body, after: null });
  }
  return withConflict(turn, pending, conflict, {
    kind: 'written',
    writes,
    finish() {
      for (const { rowid } of rows) store.unmapRow(kind, rowid);
      finishState(store, pending, merged, null);
    },
  });
}

/** The rows as they stand; null when one was edited, or deleted, since we last looked: that is captured first. */
function unedited({ writing, touched }: ApplyTurn, rows: readonly MappedRow[]): SourceRow[] | null {
  const live: SourceRow[] = [];
  for (const mapped of rows) {
    const row = writing.row(mapped.kind as KnownKind, mapped.rowid);
    if (row === null || row.fingerprint !== mapped.fingerprint || touched.has(rowName(row))) return null;
    live.push(row);
  }
  return live;
}

/** What the row should show: this record, and those that share its row. */
function targetOf({ store }: ApplyTurn, { kind, key }: Pending, merged: LiveState, body: Body): LiveState {
  let target: RecordState = merged;
  for (const sharer of aliveKeysOf(store, key)) {
    const state = sharer.key === key ? null : recordStateOf(sharer.state, body);
    if (state?.kind === 'live') target = mergeStates(kind, target, state);
  }
  return target.kind === 'live' ? target : merged;
}

function columnsToWrite(turn: ApplyTurn, kind: KnownKind, target: LiveState, row: SourceRow): Body {
  const body = shownBody(turn, kind, target, row);
  const changed = emptyObject<ColumnValue>();
  for (const column of changedColumns(target.cells, row.body)) {
    if (column in body) changed[column] = body[column] ?? null;
  }
  return changed;
}

/** The columns of a state that this schema has; of an existing row those that it may be given. */
function shownBody({ writing }: ApplyTurn, kind: KnownKind, state: LiveState, row: SourceRow | null): Body {
  const columns = writing.columns(kind);
  const body = bodyOf(state.cells);
  const shown = emptyObject<ColumnValue>();
  for (const column of Object.keys(body)) {
    const value = body[column] ?? null;
    if (columns.has(column) && (row === null || isShown(kind, column, value))) shown[column] = value;
  }
  return shown;
}

function noted(finish: () => void): Applied {
  return { kind: 'noted', finish };
}

function rowName({ kind, rowid }: Pick<MappedRow, 'kind' | 'rowid'>): string {
  return `${kind} ${rowid}`;
}
