import { streamOf, streams, type KnownKind } from '../../model/records/kinds.ts';
import type { RecordReading, RecordWriting } from '../../ports/record-source.ts';
import type { Watch } from '../machine.ts';
import { applyPending } from './apply.ts';
import { capture } from './capture.ts';
import { fetchLogs } from './fetch.ts';
import { frozenKeys, mapFrozen } from './frozen-keys.ts';
import { releaseAll } from './incoming-deletes.ts';
import { renewDevice } from './renewal.ts';
import { refIn } from './row-ref.ts';
import { settleInFlight } from './settle.ts';
import type { MergeMachine } from './sync-records.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface ForcePullReport {
  /** Rows that no other device knows: removed. */
  readonly removed: number;
  /** Rows written to be as the others have them. */
  readonly rows: number;
  /** Rows that could not go: the memory tool has work queued for them. */
  readonly left: number;
}

/** A log is read in rounds; more than this many is not ours. */
const roundsMax = 10_000;

/**
 * Makes this machine show what the logs say, and nothing else (protocol.md section 8, 'Force pull'). What was not published is
 * dropped: copy the database first. The device goes on under a new id and reads everything again, its own old log too.
 * Killed in the middle, the next sync joins as a new device does: then local rows are united, not lost. What stood in the
 * rows is kept under `act`, for an undo.
 */
export async function forcePull(machine: MergeMachine, act: string, watch: Watch): Promise<ForcePullReport> {
  const { store } = machine;
  await settleInFlight(toolsOf(machine));
  // What the logs say is asked first: a remote that is away changes nothing here.
  await fetchLogs(machine, watch);
  const frozen = await frozenKeys(toolsOf(machine));
  store.transaction(() => {
    store.dropUnsent();
    for (const stream of streams) dropUnsentSegments(machine, stream);
    renewDevice(machine);
    store.forgetRecords();
    endHolds(store);
    store.addAct({ id: act, act: 'apply', at: machine.clock.now(), state: 'begun' });
  });
  for (let round = 1, more = true; more && round <= roundsMax; round++) ({ more } = await fetchLogs(machine, watch));
  const tools = toolsOf(machine);
  await mapFrozen(tools, frozen);
  const { removed, left } = await removeStrangers(tools, act);
  const lastConflict = store.conflicts(false).at(-1)?.id ?? 0;
  await capture(tools, { full: true, confirmed: null });
  settleNew(tools, lastConflict);
  const { rows } = await applyPending(tools, { deletes: true, act });
  store.setActState(act, 'done');
  machine.log.info('records.force-pulled', { removed, rows, left });
  return { removed, rows, left };
}

function toolsOf({ records, store, clock, log, state, streams: on }: MergeMachine): RecordTools {
  return { records, store, clock, log, device: state.deviceId(), streams: on };
}

/** What an undo had set back, and what a brake had, gives way too. */
function endHolds(store: MergeMachine['store']): void {
  releaseAll(store);
  for (let page = store.heldAfter('', rowsPerTurn); page.length > 0; page = store.heldAfter('', rowsPerTurn)) {
    for (const { key } of page) store.endHold(key);
  }
}

function dropUnsentSegments({ store }: MergeMachine, stream: (typeof streams)[number]): void {
  for (const { seq, state } of store.unverified(stream, Number.MAX_SAFE_INTEGER)) {
    if (state === 'new') store.dropSegment(stream, seq);
  }
}

/** Rows whose record nobody has, or all have deleted: children first. */
async function removeStrangers(
  tools: RecordTools,
  act: string,
): Promise<{ readonly removed: number; readonly left: number }> {
  const reading = await tools.records.open();
  const all: { readonly kind: KnownKind; readonly rowids: readonly number[] }[] = [];
  try {
    for (const kind of reading.kinds.filter((each) => tools.streams.has(streamOf(each)))) {
      all.push({ kind, rowids: await strangersOf(tools, reading, kind) });
    }
  } finally {
    reading.close();
  }
  let removed = 0;
  let left = 0;
  for (const { kind, rowids } of all.toReversed()) {
    for (let at = 0; at < rowids.length; at += rowsPerTurn) {
      const turn = rowids.slice(at, at + rowsPerTurn);
      const gone = await tools.records.write((writing) => {
        tools.store.transaction(() => turn.forEach((rowid) => keepBefore(tools, act, writing, kind, rowid)));
        return turn.filter((rowid) => writing.delete(kind, rowid).kind === 'deleted').length;
      });
      removed += gone;
      left += turn.length - gone;
    }
  }
  return { removed, left };
}

function keepBefore({ store }: RecordTools, act: string, writing: RecordWriting, kind: KnownKind, rowid: number): void {
  const row = writing.row(kind, rowid);
  if (row === null) return;
  const ref = refIn(writing, row.session);
  store.addPreImage(act, { kind, key: row.identity, ref, before: row.body, after: null });
}

async function strangersOf({ store, clock }: RecordTools, reading: RecordReading, kind: KnownKind): Promise<number[]> {
  const strangers: number[] = [];
  let page = reading.rowsAfter(kind, 0);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const { rowid, identity } of page) {
      if (store.mappedRow(kind, rowid) !== null) continue;
      if (store.pending(identity)?.state.kind !== 'live') strangers.push(rowid);
    }
    await clock.sleep(0);
    page = reading.rowsAfter(kind, last.rowid);
  }
  return strangers;
}

/** What differed here was given up on purpose: it is in the copy, not a conflict. */
function settleNew({ store }: RecordTools, after: number): void {
  let page = store.conflictsAfter(false, after, rowsPerTurn);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const { id } of page) store.settleConflict(id);
    page = store.conflictsAfter(false, last.id, rowsPerTurn);
  }
}
