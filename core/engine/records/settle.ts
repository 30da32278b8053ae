import { sameValue } from '../../model/records/column-value.ts';
import type { Body } from '../../model/records/body.ts';
import { isKnownKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { InFlight } from '../../ports/record-store.ts';
import { conflictWith, finishState, finishWrite, noteConflict } from './apply-effects.ts';
import { mappedRowOf, recordStateOf } from './known-state.ts';
import { sketchOf } from './sketch.ts';
import type { RecordTools } from './tools.ts';

/**
 * Settles writes that a killed process had begun, before anything is captured: their transaction was whole or nothing, and
 * the rows tell which. Without this our own writes would look like edits made here. True when there were any.
 */
export async function settleInFlight(tools: RecordTools): Promise<boolean> {
  const { store } = tools;
  const writes = store.inFlight();
  if (writes.length === 0) return false;
  const reading = await tools.records.open();
  try {
    const seen = writes.map((write) => ({ write, row: rowOf(reading, write) }));
    const committed = seen.reduce((votes, { write, row }) => votes + vote(write, row), 0) > 0;
    store.transaction(() => {
      if (committed) for (const { write, row } of seen) finish(tools, write, row);
      store.setInFlight([]);
    });
    tools.log.warn('records.settled', { writes: writes.length, committed });
    return true;
  } finally {
    reading.close();
  }
}

function rowOf(reading: RecordReading, { kind, rowid }: InFlight): SourceRow | null {
  return rowid !== null && isKnownKind(kind) && reading.kinds.includes(kind) ? reading.row(kind, rowid) : null;
}

/**
 * Says whether a write was done: by the columns it was to change. Somebody else may have edited or deleted the row since, so
 * single answers may be wrong; the transaction was one, and the majority of its rows tells.
 */
function vote({ before, after }: InFlight, row: SourceRow | null): number {
  if (after === null) return row === null ? 1 : -1;
  if (row === null) return -1;
  if (before === null) return sameBody(after, row.body) ? 1 : -1;
  const written = Object.keys(after).filter((column) => !sameColumn(before, after, column));
  return written.some((column) => sameColumn(after, row.body, column)) ? 1 : -1;
}

function sameColumn(a: Body, b: Body, column: string): boolean {
  return sameValue(a[column] ?? null, b[column] ?? null);
}

function sameBody(a: Body, b: Body): boolean {
  return Object.keys(a).every((column) => sameColumn(a, b, column));
}

/** Does what the killed process did not come to do. A row that was edited since keeps the sketch of our write: the next capture sees the edit. */
function finish(
  { store, clock }: RecordTools,
  { kind, key, rowid, before, after }: InFlight,
  row: SourceRow | null,
): void {
  if (rowid === null) return;
  const pending = store.pending(key);
  const known = store.known(key);
  if (pending !== null) noteConflict({ store, wallMs: clock.now() }, pending, conflictWith(store, pending, before));
  const here = known === null ? null : recordStateOf(known.state, before);
  const merged = pending === null ? here : here === null ? pending.state : mergeStates(kind, here, pending.state);
  if (after === null || row === null) {
    store.unmapRow(kind, rowid);
    if (pending !== null && merged !== null && merged.kind === 'dead') finishState(store, pending, merged, null);
    return;
  }
  if (pending !== null && merged?.kind === 'live') finishWrite(store, pending, merged, [{ ...row, body: after }]);
  const mapped = mappedRowOf(store, row, store.mappedRow(kind, rowid)?.key ?? key);
  const edited = !sameBody(after, row.body);
  store.mapRow(edited ? { ...mapped, fingerprint: '', sketch: sketchOf(after, store) } : mapped);
}
