import { bodyHash } from '../../model/records/body.ts';
import { isKnownKind, knownKinds, streamOf, type KnownKind } from '../../model/records/kinds.ts';
import type { RecordKey } from '../../model/records/record.ts';
import type { RecordWriting } from '../../ports/record-source.ts';
import type { InFlight, Pending } from '../../ports/record-store.ts';
import { applyRecord } from './apply-record.ts';
import type { Applied, ApplyTurn } from './apply-turn.ts';
import { isHeldBack } from './incoming-deletes.ts';
import { refOfKnown } from './known-state.ts';
import { rowsPerTurn, type RecordTools } from './tools.ts';

export interface ApplyRequest {
  /** False in the first run on a machine with rows of its own: nothing is deleted then. */
  readonly deletes: boolean;
  /** Names the run: what stood in the rows before is kept under it, for an undo. */
  readonly act: string;
}

export interface ApplyReport {
  /** Rows written or deleted here. */
  readonly rows: number;
  /** Records that wait: for a local edit to be captured, for queued work, for the next run. */
  readonly waiting: number;
  readonly parked: number;
}

/**
 * A write transaction is ended after this: claude-mem waits up to 5 s for the lock, and we promise 200 ms at most
 * (protocol.md section 6). The last row and the commit need the rest, and a busy machine that lets us wait in them.
 */
const turnMsMax = 50;
/** Twins and rows met in one transaction are settled in the next; more rounds than this mean that something else is at work. */
const roundsMax = 4;

/**
 * Brings what other devices wrote into the live database, the memory tool running: sessions first, then their children, at
 * last deletes in the opposite order. What cannot be written now stays pending; one bad record never holds up others.
 */
export async function applyPending(tools: RecordTools, request: ApplyRequest): Promise<ApplyReport> {
  const { store, streams } = tools;
  store.retryParked();
  const kinds = knownKinds.filter((kind) => streams.has(streamOf(kind)));
  let rows = 0;
  for (let round = 0; round < roundsMax && store.pendingCount().waiting > 0; round++) {
    let moved = 0;
    for (const [kind, what] of [...kinds.map(live), ...kinds.toReversed().map(dead)]) {
      const end = await applyKind(tools, request, kind, what);
      moved += end.moved;
      rows += end.rows;
    }
    if (moved === 0) break;
  }
  const { waiting, parked } = store.pendingCount();
  if (rows > 0) await noteSequences(tools);
  if (rows > 0) tools.log.info('records.applied', { rows, waiting, parked });
  return { rows, waiting, parked };
}

const live = (kind: KnownKind) => [kind, 'live'] as const;
const dead = (kind: KnownKind) => [kind, 'dead'] as const;

/** What moved on, and how many rows that changed. */
interface Moved {
  readonly moved: number;
  readonly rows: number;
}

/** Rows that we added move the source's own numbers on: an older copy put there before the next capture has lower ones. */
async function noteSequences({ records, store }: RecordTools): Promise<void> {
  const known = store.generation();
  if (known === null) return;
  const reading = await records.open();
  try {
    const sequences = { ...known.sequences };
    for (const [table, now] of Object.entries(reading.generation.sequences)) {
      sequences[table] = Math.max(sequences[table] ?? 0, now);
    }
    store.setGeneration({ ...known, sequences });
  } finally {
    reading.close();
  }
}

/** Goes once through what is pending of a kind. */
async function applyKind(
  tools: RecordTools,
  request: ApplyRequest,
  kind: KnownKind,
  what: 'live' | 'dead',
): Promise<Moved> {
  let moved = 0;
  let rows = 0;
  let after: RecordKey | '' = '';
  for (;;) {
    const page: readonly Pending[] = tools.store.pendingAfter(kind, after, rowsPerTurn);
    const last = page.at(-1);
    if (last === undefined) return { moved, rows };
    const todo = page.filter((pending) => pending.state.kind === what && !isHeldBack(tools.store, pending));
    for (let at = 0; at < todo.length;) {
      const turn = await applyTurn(tools, request, todo.slice(at));
      moved += turn.moved;
      rows += turn.rows;
      at += turn.tried;
      await tools.clock.sleep(0);
    }
    after = last.key;
  }
}

interface TurnEnd extends Moved {
  readonly tried: number;
}

/** One write transaction: what it writes is noted as in flight before it commits, and as done after. */
async function applyTurn(tools: RecordTools, request: ApplyRequest, page: readonly Pending[]): Promise<TurnEnd> {
  const { store } = tools;
  const done = await tools.records.write((writing) => {
    const turn = newTurn(tools, request, writing);
    const ends: { readonly pending: Pending; readonly end: Applied }[] = [];
    for (const pending of page) {
      if (ends.length > 0 && writing.elapsedMs() > turnMsMax) break;
      const { kind } = pending;
      if (isKnownKind(kind) && writing.kinds.includes(kind))
        ends.push({ pending, end: applyRecord(turn, { ...pending, kind }) });
      else ends.push({ pending, end: { kind: 'waits' } });
    }
    const writes: InFlight[] = ends.flatMap(({ end }) => (end.kind === 'written' ? end.writes : []));
    if (writes.length > 0) store.setInFlight(writes);
    return ends;
  });
  store.transaction(() => {
    for (const { pending, end } of done) {
      if (end.kind === 'written') keepBefore(tools, request.act, pending, end.writes);
      if (end.kind === 'written' || end.kind === 'noted') end.finish();
      else end.note?.();
      if (end.kind === 'parked') store.setPending({ ...pending, finding: end.finding });
    }
    store.setInFlight([]);
  });
  const rows = done.filter(({ end }) => end.kind === 'written').length;
  return { tried: done.length, rows, moved: rows + done.filter(({ end }) => end.kind === 'noted').length };
}

/** What the rows said before: an undo of this run puts it back. */
function keepBefore({ store, clock }: RecordTools, id: string, pending: Pending, writes: readonly InFlight[]): void {
  store.addAct({ id, act: 'apply', at: clock.now(), state: 'begun' });
  const known = store.known(pending.key);
  const ref = pending.state.kind === 'live' ? pending.state.ref : known === null ? null : refOfKnown(known);
  for (const { kind, key, before, after } of writes) {
    store.addPreImage(id, { kind, key, ref, before, after: after === null ? null : bodyHash(after) });
  }
}

function newTurn({ store, clock }: RecordTools, { deletes }: ApplyRequest, writing: RecordWriting): ApplyTurn {
  return { store, writing, wallMs: clock.now(), sessions: new Map(), touched: new Set(), deletes };
}
