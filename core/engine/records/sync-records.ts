import type { RecordSource } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { fail, isFault, type MembridgeError } from '../../model/errors.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Machine, Watch } from '../machine.ts';
import { applyPending } from './apply.ts';
import { beginAnew, takeBackOwn } from './begin-anew.ts';
import { capture, type CaptureReport } from './capture.ts';
import { fetchLogs, type Fetched } from './fetch.ts';
import { guardDeletes, heldBackNow, nothingHeldBack, type DeleteGuard, type HeldBack } from './incoming-deletes.ts';
import type { Asked, LogTools } from './log-tools.ts';
import { packEarly } from './pack-early.ts';
import { publish, type Published } from './publish.ts';
import type { RecordBrake } from './record-brake.ts';
import type { Rollback } from './rollback.ts';
import { settleInFlight } from './settle.ts';
import type { SnapshotPlane } from './snapshot-plane.ts';
import type { RecordTools } from './tools.ts';

/** One machine in merge mode. */
export interface MergeMachine extends Omit<LogTools, 'state' | 'store'> {
  readonly store: RecordStore;
  readonly records: RecordSource;
  readonly state: Pick<Machine['state'], 'deviceId'>;
  /** Of the source, for messages. */
  readonly path: string;
  /** Version of the memory tool, for the others to see; null when it is not known. */
  readonly tool: string | null;
  /** Snapshots of this machine and of others; left out where there are none: then logs are read from their beginning. */
  readonly snapshots?: SnapshotPlane;
}

/** What a run does: both halves, or one. */
export type MergeIntent = 'sync' | 'push' | 'pull';

export interface MergeWish {
  /** `look`: capture and fetch, and neither apply nor publish: what then waits is how the others differ. */
  readonly intent: MergeIntent | 'look';
  /** A person said yes to what a brake held; the id of the batch that travels with it. */
  readonly confirmed: { readonly batch: string } | null;
  /** On a private copy of state and memory, to tell what a run would do: everything but the sending. */
  readonly rehearsal?: boolean;
  /** Looks at what others deleted before it is applied; without one everything is. */
  readonly guard?: DeleteGuard;
  /** A person asked for it: where there is no row yet, the newest image takes the place of the database. */
  readonly place?: boolean;
  /** `quick`: new and missing rows only, at a cost that does not grow with the memory. Left out: every row is compared. */
  readonly look?: 'quick' | 'whole';
  /** For a quick look: what the last whole one held, which it does not see and which stands until the next. */
  readonly held?: readonly RecordBrake[];
}

export interface MergeReport {
  /** `setup`: the memory tool has not made its database here yet; nothing was captured or applied. */
  readonly state: 'done' | 'setup';
  readonly published: Published | null;
  readonly fetched: Pick<Fetched, 'segments' | 'records' | 'bytes'>;
  /** Rows written or deleted here, and records of an image that was placed. */
  readonly applied: number;
  /** What an undo of this run is asked for by; null when no row was changed here. */
  readonly act: string | null;
  readonly waiting: number;
  readonly parked: number;
  readonly brakes: readonly RecordBrake[];
  /** Deletes of others that wait for a person. */
  readonly heldBack: HeldBack;
  /** The source's content had been replaced: what it lacked was brought back. */
  readonly replaced: boolean;
  /** The bucket seems to have gone back in time: nothing is written until somebody looks. */
  readonly rollback: Rollback | null;
  /** Devices whose log only a later Membridge can read. */
  readonly held: readonly DeviceId[];
  /** What comparing every row took; null where that was not done. */
  readonly wholeMs: number | null;
  /** Why the remote could not be asked or written; what was captured stays in the outbox. Null when all went. */
  readonly away: MembridgeError | null;
}

/** Fetch and apply again while there is more; a stream that never ends is left for the next run. */
const roundsMax = 200;

/**
 * One run of merge mode (protocol.md section 4): settle what a kill left, look for new and missing rows, bring what others
 * wrote, compare every row, publish. A delete made here is captured before anything of others is written over it. What was
 * captured stays in the outbox when the remote is `away`. Faults: those of RecordSource, `interrupted`, and those of
 * Remote that are not about reaching it.
 */
export async function syncRecords(machine: MergeMachine, wish: MergeWish, watch: Watch): Promise<MergeReport> {
  const found = await machine.records.readiness();
  if (found === 'cloud-sync') throw fail('brake-cloud-sync', { path: machine.path });
  const run: Run = {
    machine,
    wish,
    watch,
    fetched: { segments: 0, records: 0, bytes: 0 },
    applied: 0,
    act: machine.random.hex(8),
    heldBack: nothingHeldBack,
    wholeMs: null,
    away: null,
  };
  const isJoined = await unlessAway(run, join(run));
  const readiness = isJoined === true ? await machine.records.readiness() : found;
  if (readiness !== 'ready') return withoutSource(run);
  await settleInFlight(toolsOf(machine));
  const first = machine.store.generation() === null;
  if (first) await takeBackOwn(machine);
  const quick = first ? null : await capture(toolsOf(machine), { full: false, confirmed: wish.confirmed });
  const replaced = quick?.generation === 'replaced';
  if (replaced) await beginAnew(machine);
  const fresh = first || replaced;
  if (wish.look === 'quick' && quick !== null && !fresh) return quickly(run, quick);
  const rounds =
    wish.intent === 'push' && !fresh ? null : await unlessAway(run, bring(run, !fresh && wish.intent !== 'look'));
  // Rows that were never looked at are not lost while the remote is away: with the fleet's knowledge most need no sending.
  if (fresh && run.away !== null)
    return reportOf(run, { state: 'done', brakes: [], replaced, rounds, published: null });
  watch.progress?.phase('checking', null);
  const startedMs = machine.clock.monotonicMs();
  const { brakes } = await capture(toolsOf(machine), { full: true, confirmed: wish.confirmed });
  run.wholeMs = machine.clock.monotonicMs() - startedMs;
  if (wish.intent !== 'look') await apply(run, !fresh);
  endAct(run);
  const state = brakes.length > 0 ? 'braked' : 'ready';
  const published = await send(run, rounds, state);
  if (published !== null && brakes.length === 0)
    await unlessAway(run, snapshotsOf(machine, wish)?.publishIfDue(watch) ?? Promise.resolve());
  return reportOf(run, { state: 'done', brakes, replaced, rounds, published });
}

/**
 * The rest of a run that compares no rows. What neither captured nor brought anything applies nothing, so that a look at
 * an idle fleet costs one request and writes nothing anywhere.
 */
async function quickly(run: Run, { written, brakes }: CaptureReport): Promise<MergeReport> {
  const { machine, wish } = run;
  run.heldBack = heldBackNow(machine.store);
  const rounds =
    wish.intent === 'push'
      ? null
      : await unlessAway(
          run,
          fetchAll(run, async (news) => {
            if (wish.intent !== 'look' && (news || written > 0 || isWaiting(machine))) await apply(run, true);
          }),
        );
  endAct(run);
  const held = [...brakes, ...(wish.held ?? [])];
  const published = await send(run, rounds, held.length > 0 ? 'braked' : 'ready');
  return reportOf(run, { state: 'done', brakes: held, replaced: false, rounds, published });
}

/** Something that was brought before waits, and not for a person. */
function isWaiting({ store }: MergeMachine): boolean {
  return store.pendingCount().waiting > store.brakedCount('incoming');
}

function endAct({ machine: { store }, act }: Run): void {
  if (store.act(act) !== null) store.setActState(act, 'done');
}

/** The first run of a machine begins with a snapshot, if there is one. True when an image was placed. */
async function join(run: Run): Promise<boolean> {
  const { machine, wish, watch } = run;
  const snapshots = snapshotsOf(machine, wish);
  snapshots?.settle();
  if (snapshots === undefined || wish.intent === 'push' || machine.store.generation() !== null) return false;
  const placed = await snapshots.join(watch, { place: wish.place === true });
  if (placed === null) return false;
  run.applied += placed.records;
  run.fetched = { ...run.fetched, bytes: run.fetched.bytes + placed.bytes };
  return true;
}

/** They belong to the machine itself, not to a private copy of it. */
function snapshotsOf({ snapshots }: MergeMachine, { rehearsal }: MergeWish): SnapshotPlane | undefined {
  return rehearsal === true ? undefined : snapshots;
}

/** A remote that is away ends nothing here: it is told, and the rest of the run goes on. */
async function unlessAway<T>(run: Run, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!isFault(error) || error.exit !== 5) throw error;
    run.away = error;
    return null;
  }
}

type Ended = Pick<MergeReport, 'state' | 'brakes' | 'replaced' | 'published'> & { readonly rounds: Fetched | null };

function reportOf(run: Run, { rounds, ...ended }: Ended): MergeReport {
  const { store } = run.machine;
  const { waiting, parked } = store.pendingCount();
  return {
    ...ended,
    fetched: run.fetched,
    applied: run.applied,
    act: store.act(run.act) === null ? null : run.act,
    waiting: waiting - store.brakedCount('incoming'),
    parked,
    heldBack: run.heldBack,
    rollback: rounds?.rollback ?? null,
    held: rounds?.held ?? [],
    wholeMs: run.wholeMs,
    away: run.away,
  };
}

interface Run {
  readonly machine: MergeMachine;
  readonly wish: MergeWish;
  readonly watch: Watch;
  fetched: Pick<Fetched, 'segments' | 'records' | 'bytes'>;
  applied: number;
  /** Names what is applied in this run. */
  readonly act: string;
  heldBack: HeldBack;
  wholeMs: number | null;
  away: MembridgeError | null;
}

function toolsOf(machine: MergeMachine): RecordTools {
  const { records, store, clock, log, state, streams } = machine;
  return { records, store, clock, log, device: state.deviceId(), streams, afterTurn: packEarly(machine) };
}

/** Logs are read and kept; they are applied when there is a database. */
async function withoutSource(run: Run): Promise<MergeReport> {
  const rounds =
    run.wish.intent === 'push'
      ? null
      : await unlessAway(
          run,
          fetchAll(run, () => Promise.resolve()),
        );
  const published = await send(run, rounds, 'setup');
  return reportOf(run, { state: 'setup', brakes: [], replaced: false, rounds, published });
}

/** Fetches in rounds, and applies each before the next: memory and state stay bounded. In a first run the rows here are looked at before anything is applied. */
function bring(run: Run, isApplied: boolean): Promise<Fetched> {
  return fetchAll(run, async () => {
    if (isApplied) await apply(run, true);
  });
}

async function apply(run: Run, deletes: boolean): Promise<void> {
  const { guard } = run.wish;
  if (deletes && guard !== undefined) run.heldBack = await guardDeletes(toolsOf(run.machine), guard);
  const { rows } = await applyPending(toolsOf(run.machine), { deletes, act: run.act });
  run.applied += rows;
}

async function fetchAll(run: Run, afterRound: (news: boolean) => Promise<void>): Promise<Fetched> {
  // A file that asks is new in one round only.
  const asked: Asked[] = [];
  for (let round = 1; ; round++) {
    const fetched = await fetchLogs(run.machine, run.watch);
    asked.push(...fetched.asked);
    run.fetched = {
      segments: run.fetched.segments + fetched.segments,
      records: run.fetched.records + fetched.records,
      bytes: run.fetched.bytes + fetched.bytes,
    };
    // What was deleted from a log before it was read here stands in a snapshot.
    if (fetched.belowFloor.length > 0) await snapshotsOf(run.machine, run.wish)?.merge(run.watch);
    await afterRound(fetched.segments > 0 || fetched.belowFloor.length > 0);
    if (!fetched.more || round === roundsMax) return { ...fetched, asked };
  }
}

async function send(run: Run, rounds: Fetched | null, state: string): Promise<Published | null> {
  const { machine, wish, watch } = run;
  const isOff = wish.intent === 'pull' || wish.intent === 'look' || wish.rehearsal === true || run.away !== null;
  if (isOff || (rounds?.rollback ?? null) !== null) return null;
  const report = { state, lastError: null, tool: machine.tool, floor: {} };
  return unlessAway(
    run,
    publish(machine, { report, asked: rounds?.asked ?? [], doubt: rounds?.doubt ?? false }, watch),
  );
}
