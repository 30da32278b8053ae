import type { Conflict } from '../../model/records/conflict.ts';
import type { Body } from '../../model/records/body.ts';
import type { LiveState, RecordState } from '../../model/records/state.ts';
import type { SourceRow } from '../../ports/record-source.ts';
import type { MappedRow, Pending, RecordStore } from '../../ports/record-store.ts';
import { aliveKeysOf } from './aliases.ts';
import { knownStateOf, mappedRowOf, recordStateOf } from './known-state.ts';
import { twinOf } from './twin.ts';

/** Notes what rows now say, read back after they were written: so they are never captured as an edit of ours. */
export function finishWrite(store: RecordStore, pending: Pending, state: LiveState, rows: readonly SourceRow[]): void {
  const [first] = rows;
  const shared = aliveKeysOf(store, pending.key).some(({ key }) => key !== pending.key);
  for (const row of rows) {
    const mapped = store.mappedRow(row.kind, row.rowid);
    store.mapRow(mappedRowOf(store, row, mapped?.key ?? pending.key));
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

/** Lists what a merge loses on this device. */
export function noteConflict(
  turn: { readonly store: RecordStore; readonly wallMs: number },
  pending: Pending,
  conflict: Conflict | null,
): void {
  if (conflict !== null) turn.store.addConflict(pending.kind, pending.key, conflict, turn.wallMs);
}
