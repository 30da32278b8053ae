import { conflictOf, type Conflict } from '../../model/records/conflict.ts';
import type { Body } from '../../model/records/body.ts';
import { bodyOf, type LiveState, type RecordState } from '../../model/records/state.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { MappedRow, Pending, RecordStore } from '../../ports/record-store.ts';
import { aliveKeysOf, shownState } from './aliases.ts';
import { knownStateOf, mappedRowOf, recordStateOf } from './known-state.ts';
import { sketchOf } from './sketch.ts';
import { twinOf } from './twin.ts';

/** Notes what rows now say, read back after they were written: so they are never captured as an edit of ours. */
export function finishWrite(store: RecordStore, pending: Pending, state: LiveState, rows: readonly SourceRow[]): void {
  const [first] = rows;
  const shared = aliveKeysOf(store, pending.key).some(({ key }) => key !== pending.key);
  for (const row of rows) {
    const mapped = store.mappedRow(row.kind, row.rowid);
    const noted = mappedRowOf(store, row, mapped?.key ?? pending.key);
    store.mapRow(keepsMemory(state, row) ? { ...noted, fingerprint: '', sketch: withoutMemory(store, row) } : noted);
  }
  const carry = pending.kind === 'session' || shared;
  const twin = store.known(pending.key)?.twin ?? (first === undefined ? null : twinOf(first));
  store.setKnown({
    kind: pending.kind,
    key: pending.key,
    state: knownStateOf(state, first?.body ?? null, carry),
    twin,
  });
  store.clearPending(pending.key);
}

/**
 * The record knows no memory id, and the row keeps its own, since its children are found by it (column-rules.ts): two copies
 * of one home wrote under one name, and the newer one knew of none. The next capture tells it, or only this machine has it.
 */
function keepsMemory(state: LiveState, { kind, body }: SourceRow): boolean {
  return (
    kind === 'session' &&
    (body['memory_session_id'] ?? null) !== null &&
    bodyOf(state.cells)['memory_session_id'] === null
  );
}

function withoutMemory(store: RecordStore, { body }: SourceRow): string {
  return sketchOf({ ...body, memory_session_id: null }, store);
}

/** Notes a state that changed no row. */
export function finishState(store: RecordStore, pending: Pending, state: RecordState, body: Body | null): void {
  const known = store.known(pending.key);
  const carry = body === null || pending.kind === 'session' || known?.state.kind === 'carried';
  store.setKnown({
    kind: pending.kind,
    key: pending.key,
    state: knownStateOf(state, body, carry),
    twin: state.kind === 'dead' ? null : (known?.twin ?? null),
  });
  store.clearPending(pending.key);
}

/**
 * A twin: the record shares the row of another key. Both are kept whole from now on, since the row shows their join; the
 * next round writes it.
 */
export function shareRow(
  store: RecordStore,
  pending: Pending,
  state: LiveState,
  mapped: MappedRow,
  row: SourceRow,
): void {
  const owner = store.known(mapped.key);
  const shown = owner === null ? null : recordStateOf(owner.state, row.body);
  store.setAlias(pending.key, mapped.key);
  store.setKnown({ kind: pending.kind, key: pending.key, state: knownStateOf(state, null, true), twin: twinOf(row) });
  store.clearPending(pending.key);
  if (owner === null || shown === null) return;
  store.setKnown({ ...owner, state: knownStateOf(shown, null, true) });
  if (store.pending(owner.key) === null) {
    store.setPending({ kind: owner.kind, key: owner.key, state: shown, finding: null, batch: null });
  }
}

/** What merging loses of what the row shows, whichever of the keys that share it holds it; null: of what is known alone. */
export function conflictWith(store: RecordStore, { kind, key, state }: Pending, body: Body | null): Conflict | null {
  const known = store.known(key);
  const ofRow = body === null ? null : shownState(store, key, body);
  const shown = ofRow ?? (known === null ? null : recordStateOf(known.state, body));
  return shown === null ? null : conflictOf(kind, shown, state);
}

/** Lists what a merge loses on this device. */
export function noteConflict(
  turn: { readonly store: RecordStore; readonly wallMs: number },
  pending: Pending,
  conflict: Conflict | null,
): void {
  if (conflict !== null) turn.store.addConflict(pending.kind, pending.key, conflict, turn.wallMs);
}
