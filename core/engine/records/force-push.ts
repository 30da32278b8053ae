import { bodyHash, emptyObject } from '../../model/records/body.ts';
import { isShown } from '../../model/records/column-rules.ts';
import type { ColumnValue } from '../../model/records/column-value.ts';
import { born, deleted, edited, type Writer } from '../../model/records/edit.ts';
import { streamOf, type KnownKind } from '../../model/records/kinds.ts';
import { mergeStates } from '../../model/records/merge.ts';
import type { LogRecord, RecordKey } from '../../model/records/record.ts';
import { bodyOf, changedColumns, stateOf, type LiveState, type RecordState } from '../../model/records/state.ts';
import type { PreImage } from '../../ports/record-acts.ts';
import type { RecordReading, SourceRow } from '../../ports/record-source.ts';
import type { Pending } from '../../ports/record-store.ts';
import { primaryOf } from './aliases.ts';
import { knownStateOf, recordStateOf, refOf, withoutColumns } from './known-state.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface ForcePlan {
  /** Records of others that this machine has no row of: they get tombstones. */
  readonly deletes: number;
  /** Records that read differently elsewhere: what stands here is written over it. */
  readonly edits: number;
  /** Records deleted elsewhere whose rows stand here: they come back everywhere. */
  readonly revives: number;
  /** Records that this machine cannot show (parked, of a stream that is off, of a kind unknown here): left alone. */
  readonly leftAlone: number;
}

/**
 * What a force push would write. Call it after a full capture and a fetch without apply: what waits then is the difference.
 * `lacked` is told of each record that would be deleted.
 */
export function planForcePush(
  tools: RecordTools,
  lacked: (state: RecordState) => void = () => undefined,
): Promise<ForcePlan> {
  return throughPending(tools, ({ count, pending }) => {
    if (count === 'deletes') lacked(pending.state);
  });
}

/**
 * Makes everybody show what this machine shows, of all that was fetched and not applied (protocol.md section 8): new versions
 * that have seen the others', in one announced batch, which the next publish sends. What others write later merges as
 * always. No row here changes; what the others showed is kept under the batch, for an undo.
 */
export async function forcePush(tools: RecordTools, batch: string): Promise<ForcePlan> {
  const { store, clock } = tools;
  const plan = await planForcePush(tools);
  const { deletes, edits, revives } = plan;
  if (deletes + edits + revives === 0) return plan;
  store.addUnsentBatch({
    id: batch,
    act: 'force-push',
    deleted: deletes,
    written: edits + revives,
    confirmedAt: clock.now(),
  });
  store.addAct({ id: batch, act: 'force-push', at: clock.now(), state: 'begun' });
  await throughPending(
    tools,
    ({ pending, record, state, row, was }) => {
      if (record !== null) {
        store.addUnsent(record);
        store.addPreImage(batch, was);
      }
      const known = store.known(pending.key);
      const carry = pending.kind === 'session' || known?.state.kind === 'carried';
      const twin = state.kind === 'dead' ? null : (known?.twin ?? null);
      store.setKnown({
        kind: pending.kind,
        key: pending.key,
        state: knownStateOf(state, row?.body ?? null, carry),
        twin,
      });
      store.endHold(pending.key);
      store.clearPending(pending.key);
    },
    batch,
  );
  store.setActState(batch, 'done');
  tools.log.info('records.forced', { batch, ...plan });
  return plan;
}

/** How one waiting record is answered. */
interface Answer {
  readonly pending: Pending;
  readonly count: keyof ForcePlan | null;
  /** Null where both sides show the same. */
  readonly record: LogRecord | null;
  /** All of it, the answer too. */
  readonly state: RecordState;
  readonly row: SourceRow | null;
  /** What the others showed, as far as a row here could. */
  readonly was: PreImage;
}

async function throughPending(tools: RecordTools, work: (answer: Answer) => void, batch?: string): Promise<ForcePlan> {
  const { store, clock, device, streams } = tools;
  const writer: Writer = { device, wallMs: clock.now(), ...(batch !== undefined && { batch }) };
  const plan = { deletes: 0, edits: 0, revives: 0, leftAlone: 0 };
  const { waiting, parked } = store.pendingCount();
  let seen = 0;
  const reading = await tools.records.open();
  try {
    for (const kind of reading.kinds.filter((each) => streams.has(streamOf(each)))) {
      let page = store.pendingAfter(kind, '', rowsPerTurn);
      for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
        const answers = page.map((pending) => answerTo(tools, reading, kind, pending, writer));
        for (const { count } of answers) if (count !== null) plan[count] += 1;
        store.transaction(() => answers.forEach(work));
        seen += page.length;
        await clock.sleep(0);
        page = store.pendingAfter(kind, last.key, rowsPerTurn);
      }
    }
  } finally {
    reading.close();
  }
  return { ...plan, leftAlone: plan.leftAlone + parked + waiting - seen };
}

function answerTo(
  { store }: RecordTools,
  reading: RecordReading,
  kind: KnownKind,
  pending: Pending,
  writer: Writer,
): Answer {
  const { key } = pending;
  const [mapped] = store.rowsOf(primaryOf(store, key));
  const row = mapped === undefined ? null : reading.row(kind, mapped.rowid);
  const known = store.known(key);
  const here = known === null ? null : recordStateOf(known.state, row?.body ?? null);
  const all = here === null ? pending.state : mergeStates(kind, here, pending.state);
  const written = { kind, key, ref: row === null ? null : refOf(store, reading, row.session) };
  const columns = all.kind === 'dead' || row === null ? [] : columnsToTell(kind, all, row);
  const was = shownThere(reading, kind, key, all, row, columns);
  const same: Answer = { pending, count: null, record: null, state: all, row, was };
  if (row === null) return all.kind === 'dead' ? same : answered(same, 'deletes', deleted(written, all, writer));
  if (all.kind === 'dead') return answered(same, 'revives', born(written, row.body, all, writer));
  const record = columns.length === 0 ? null : edited(written, row.body, withoutColumns(all, columns), writer, columns);
  return record === null ? same : answered(same, 'edits', record);
}

function answered(same: Answer, count: keyof ForcePlan, record: LogRecord): Answer {
  return { ...same, count, record, state: mergeStates(same.pending.kind, same.state, stateOf(record)) };
}

function shownThere(
  reading: RecordReading,
  kind: KnownKind,
  key: RecordKey,
  all: RecordState,
  row: SourceRow | null,
  columns: readonly string[],
): PreImage {
  const after = row === null ? null : bodyHash(row.body);
  if (all.kind === 'dead') return { kind, key, ref: null, before: null, after };
  const before: Record<string, ColumnValue> = Object.assign(emptyObject<ColumnValue>(), row?.body);
  const there = bodyOf(all.cells);
  const told = row === null ? Object.keys(there).filter((column) => reading.columns(kind).has(column)) : columns;
  for (const column of told) before[column] = there[column] ?? null;
  return { kind, key, ref: all.ref, before, after };
}

/** What the row says otherwise, but for what it was never given. */
function columnsToTell(kind: KnownKind, all: LiveState, row: SourceRow): string[] {
  return changedColumns(all.cells, row.body).filter((column) =>
    isShown(kind, column, all.cells[column]?.value ?? null),
  );
}
