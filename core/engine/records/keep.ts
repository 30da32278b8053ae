import type { DeviceId } from '../../model/ids.ts';
import type { ColumnValue } from '../../model/records/column-value.ts';
import { born, edited } from '../../model/records/edit.ts';
import { isKnownKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { LogRecord } from '../../model/records/record.ts';
import { bodyOf, stateOf, type LiveState } from '../../model/records/state.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { ListedConflict, RecordStore } from '../../ports/record-store.ts';
import { primaryOf, shownState } from './aliases.ts';
import { applyPending } from './apply.ts';
import { bothOf } from './both-values.ts';
import { recordStateOf, refOfKnown, withoutColumns } from './known-state.ts';
import type { RecordTools } from './tools.ts';

export type Choice = 'ours' | 'theirs' | 'both';

/** One column of a conflict as a person sees it. */
export interface DisputedColumn {
  readonly column: string;
  /** What stands in the row. */
  readonly now: ColumnValue;
  readonly nowBy: DeviceId | '';
  /** What lost, and stands nowhere else. */
  readonly lost: ColumnValue;
  readonly lostBy: DeviceId | '';
}

export interface Dispute {
  /** Null: the record is deleted here. */
  readonly row: SourceRow | null;
  readonly columns: readonly DisputedColumn[];
}

/** What of a RecordSource tells how one row stands now. */
interface RowReader {
  open(): Promise<Pick<RecordReading, 'row' | 'close'>>;
}

/** A conflict beside what stands in the live row now. Faults: those of RecordSource. */
export async function disputeOf(
  { records, store }: Pick<RecordTools, 'store'> & { readonly records: RowReader },
  conflict: ListedConflict,
): Promise<Dispute> {
  const { kind, key, columns, loserState, loser, winner } = conflict;
  const reading = await records.open();
  try {
    const [mapped] = store.rowsOf(primaryOf(store, key));
    const row = mapped !== undefined && isKnownKind(kind) ? reading.row(kind, mapped.rowid) : null;
    const shown = row === null ? null : shownState(store, key, row.body);
    return {
      row,
      columns: columns.map((column) => ({
        column,
        now: row?.body[column] ?? null,
        nowBy: (shown?.cells[column] ?? winner).device,
        lost: loserState.cells[column]?.value ?? null,
        lostBy: (loserState.cells[column] ?? loser).device,
      })),
    };
  } finally {
    reading.close();
  }
}

/**
 * Does what a person chose, as a new version that has seen both: it is put into the live row here, and the others follow
 * when it is sent. A record that is deleted and shall live begins a new life. Call it after a capture. Faults: those of
 * RecordSource.
 */
export async function keepChoice(
  tools: RecordTools,
  conflict: ListedConflict,
  choice: Choice,
  act: string,
): Promise<void> {
  const { store } = tools;
  const dispute = await disputeOf(tools, conflict);
  const record = dispute.row === null ? newLife(tools, conflict, choice) : chosen(tools, conflict, dispute, choice);
  store.transaction(() => {
    store.settleConflict(conflict.id);
    if (record !== null) write(store, record);
  });
  if (record === null) return;
  await applyPending(tools, { deletes: true, act });
  if (store.act(act) !== null) store.setActState(act, 'done');
}

function write(store: RecordStore, record: LogRecord): void {
  const { kind, key } = record;
  const before = store.pending(key);
  store.addUnsent(record);
  const state = before === null ? stateOf(record) : mergeStates(kind, before.state, stateOf(record));
  store.setPending({ kind, key, state, finding: null, batch: null });
}

/** All columns of the conflict are written anew, also those that stay: so everybody knows that a person has looked. */
function chosen(
  { store, device, clock }: RecordTools,
  { kind, key }: ListedConflict,
  { row, columns }: Dispute,
  choice: Choice,
): LogRecord | null {
  const known = store.known(key);
  const shown = row === null ? null : shownState(store, key, row.body);
  if (known === null || shown === null) return null;
  const body: Record<string, ColumnValue> = Object.assign(Object.create(null), bodyOf(shown.cells));
  for (const each of columns) body[each.column] = valueOf(each, choice, device);
  const names = columns.map(({ column }) => column);
  const written = { kind, key, ref: refOfKnown(known) };
  return edited(written, body, withoutColumns(shown, names), { device, wallMs: clock.now() });
}

/** Where none of the two is ours, what stands here is. */
function valueOf({ now, lost, lostBy }: DisputedColumn, choice: Choice, own: DeviceId): ColumnValue {
  if (choice === 'both') return bothOf(now, lost);
  const isLostOurs = lostBy === own;
  return isLostOurs === (choice === 'ours') ? lost : now;
}

/** Of a delete and an edit both can only be kept by keeping the edit. */
function newLife({ store, device, clock }: RecordTools, conflict: ListedConflict, choice: Choice): LogRecord | null {
  const { kind, key, loser, loserState } = conflict;
  const known = store.known(key);
  const dead = known === null ? null : recordStateOf(known.state, null);
  const isLostOurs = loser.device === device;
  if (dead?.kind !== 'dead' || (choice !== 'both' && isLostOurs !== (choice === 'ours'))) return null;
  const state: LiveState = loserState;
  return born({ kind, key, ref: state.ref }, bodyOf(state.cells), dead, { device, wallMs: clock.now() });
}
