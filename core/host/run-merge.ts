import type { RecordBrake } from '../engine/records/record-brake.ts';
import type { DeleteGuard } from '../engine/records/incoming-deletes.ts';
import { recoverReplace } from '../engine/recover.ts';
import { finishJoin } from '../engine/records/join-snapshot.ts';
import { settleOverwritten } from '../engine/records/settle-conflicts.ts';
import { syncRecords, type MergeIntent, type MergeMachine, type MergeReport } from '../engine/records/sync-records.ts';
import type { Watch } from '../engine/machine.ts';
import { fail, isFault, type MembridgeError } from '../model/errors.ts';
import type { DeviceId } from '../model/ids.ts';
import type { Composed } from './compose.ts';
import { despiteCloudSync } from './compose/merge.ts';
import { withRehearsal } from './compose/rehearsal.ts';
import type { Tools } from './compose/tools.ts';
import type { Consent } from './consent.ts';
import { absence, awayRemote } from './absence.ts';
import { keepBefore, type CopyBefore } from './acts/before-batch.ts';
import { labelsOf } from './labels.ts';
import { editsHeld, noteEditsHeld, noteMerge } from './merge-note.ts';
import { unsentOf, weigh } from './outbox.ts';
import { pinnedRemote } from './pinned-remote.ts';

/** What one run of merge mode came to, or would come to. */
export interface MergeDone {
  readonly dryRun: boolean;
  readonly intent: MergeIntent;
  readonly state: 'done' | 'setup';
  readonly published: { readonly records: number; readonly bytes: number };
  /** Rows written here; stored bytes that were fetched for them. */
  readonly applied: { readonly records: number; readonly bytes: number };
  /** Labels of the machines whose records came. */
  readonly from: readonly string[];
  /** Conflicts that nobody has looked at. */
  readonly conflicts: number;
  /** Records of this machine that the others have not been told. */
  readonly pending: number;
  readonly waiting: number;
  readonly parked: number;
  readonly tooLarge: number;
  /** Parts of other logs that cannot be read, and whose. */
  readonly unread: { readonly parts: number; readonly labels: readonly string[] };
  /** Machines whose log only a later Membridge can read. */
  readonly newer: readonly string[];
  readonly replaced: boolean;
  /** The id this machine took because another one uses a copy of its home. */
  readonly renewed: DeviceId | null;
  readonly requests: number;
  readonly durationMs: number;
  readonly historyId: number | null;
  /** Copies made before confirmed acts of others deleted here. */
  readonly copies: readonly CopyBefore[];
  /** Deletes of others that wait for a yes. */
  readonly heldBack: number;
  /** What held something back: a brake, a remote that is away, a bucket that went back. The rest was done. */
  readonly fault: MembridgeError | null;
  /** Why the remote could not be asked or written. */
  readonly away: MembridgeError | null;
  /** Changes here that wait for a yes. */
  readonly brakes: readonly RecordBrake[];
  /** What comparing every row took; null where that was not done. */
  readonly wholeMs: number | null;
}

export interface MergeRunWish {
  readonly intent: MergeIntent;
  /** Say what would happen, touch nothing. */
  readonly dryRun: boolean;
  /**
   * `quick`: new and missing rows only; what a whole look held goes on to be told. One request and nothing written where
   * nothing happened. Left out: every row is compared.
   */
  readonly look?: 'quick' | 'whole';
  /** Set here: the edits that the last whole look held. */
  readonly held?: readonly RecordBrake[];
}

type Merging = Composed & { readonly merge: MergeMachine };

/**
 * One run of merge mode for a person. A remote that is away does not keep it from capturing; brakes are asked about; a
 * dry run does everything on a private copy. Faults: those of syncRecords, `source-missing` and `source-empty` for a push.
 */
export async function runMerge(
  composed: Merging,
  wish: MergeRunWish,
  tools: Tools,
  consent: Consent,
  watch: Watch,
): Promise<MergeDone> {
  const { merge, home } = composed;
  const startedMs = merge.clock.monotonicMs();
  const machine = wish.look === 'quick' ? lightly(composed) : await looked(composed);
  const asked = wish.look === 'quick' ? { ...wish, held: editsHeld(composed.machine.state) } : wish;
  if (wish.intent === 'push') await requireMemory(machine);
  const place = !wish.dryRun && wish.look === undefined && (await mayPlace(composed));
  const done = wish.dryRun
    ? await withRehearsal(machine, home.stateFile, tools, (copy) => rehearse(copy, asked, consent, watch))
    : await work(machine, { ...asked, place }, consent, watch, (told) => keepBefore(composed, merge, watch, told));
  const entry = wish.dryRun ? null : noteMerge(composed.machine, done, wish.look !== undefined);
  if (!wish.dryRun && done.wholeMs !== null) noteEditsHeld(composed.machine.state, done.brakes);
  const requests = merge.remote.requests();
  const { rowAct: _act, announced: _announced, ...told } = done;
  return { ...told, requests, durationMs: Math.round(merge.clock.monotonicMs() - startedMs), historyId: entry };
}

/** Where nobody may stop the worker, logs are read instead. What a killed join left is settled first. */
async function mayPlace({ machine, merge: { store, records } }: Merging): Promise<boolean> {
  if (machine.state.replaceJournal() !== null)
    await recoverReplace(machine, (entry) => finishJoin({ store, records }, entry.digestAfter));
  return machine.policy.workerControl === 'auto';
}

/** A remote that is away is not asked anything. */
async function looked(composed: Merging): Promise<MergeMachine> {
  const away = await absence(composed);
  return away === null ? composed.merge : { ...composed.merge, remote: awayRemote(composed.merge.remote, away) };
}

function lightly({ merge, requireProject }: Merging): MergeMachine {
  return { ...merge, remote: pinnedRemote(merge.remote, { requireProject }) };
}

interface Ended extends Omit<MergeDone, 'requests' | 'durationMs' | 'historyId'> {
  readonly rowAct: string | null;
  /** Announcements of confirmed acts among what is sent: no records. */
  readonly announced: number;
}

async function requireMemory({ records, path }: MergeMachine): Promise<void> {
  const readiness = await records.readiness();
  if (readiness === 'absent') throw fail('source-missing', { path });
  if (readiness === 'setup') throw fail('source-empty', { path });
}

/** Makes what copies the memory before others delete in it, and tells of each copy. */
type Keeper = (told: (copy: CopyBefore) => void) => NonNullable<DeleteGuard['keep']>;

async function work(
  machine: MergeMachine,
  wish: MergeRunWish & { readonly place?: boolean },
  consent: Consent,
  watch: Watch,
  keeper: Keeper | null,
): Promise<Ended> {
  const before = cursorsOf(machine);
  const copies: CopyBefore[] = [];
  const keep = keeper === null ? null : keeper((copy) => copies.push(copy));
  const done = await runs(machine, wish, consent, watch, keep);
  settleOverwritten(machine.store);
  return { ...endOf(machine, wish, done, before), copies };
}

/** The same on a copy; what would be sent is packed and weighed instead. */
export async function rehearse(copy: MergeMachine, wish: MergeRunWish, consent: Consent, watch: Watch): Promise<Ended> {
  const ended = await work(copy, wish, consent, watch, null);
  const isSent = wish.intent !== 'pull' && (ended.fault === null || ended.fault.exit === 7);
  if (!isSent) return ended;
  const { records, bytes } = await weigh(copy);
  return { ...ended, published: { records: records - ended.announced, bytes }, pending: 0 };
}

/** One run, and one more for what a person lifted: what was held then travels as one confirmed act. */
async function runs(
  machine: MergeMachine,
  { intent, dryRun, look, held = [], place = false }: MergeRunWish & { readonly place?: boolean },
  consent: Consent,
  watch: Watch,
  keep: DeleteGuard['keep'],
): Promise<Runs> {
  const run = (on: MergeMachine, batch: string | null, letIn: boolean) => {
    const confirmed = batch === null ? null : { batch };
    const guard = { letIn, keep };
    return syncRecords(on, { intent, confirmed, rehearsal: dryRun, guard, look: look ?? 'whole', held, place }, watch);
  };
  const lifts = async (fault: MembridgeError) => consent.yes || (await consent.ask(fault));
  let on = machine;
  let first: MergeReport;
  try {
    first = await run(on, null, false);
  } catch (error) {
    if (!isFault(error, 'brake-cloud-sync') || !(await lifts(error))) throw error;
    on = despiteCloudSync(machine);
    first = await run(on, null, false);
  }
  const own = first.brakes.length > 0 && (await lifts(fail('brake-records', { held: first.brakes })));
  const theirs = first.heldBack.brakes.length > 0 && (await lifts(incomingFault(on, first)));
  if (!own && !theirs) return { reports: [first], announced: 0 };
  const second = await run(on, own ? announceBatch(on, first) : null, theirs);
  return { reports: [first, second], announced: Number(own) };
}

interface Runs {
  readonly reports: readonly MergeReport[];
  /** Announcements of confirmed acts. */
  readonly announced: number;
}

function incomingFault(machine: MergeMachine, { heldBack }: MergeReport): MembridgeError {
  return fail('brake-incoming', {
    held: heldBack.brakes,
    labels: labelsOf(machine, heldBack.devices).join(', '),
  });
}

/** The others read of the act before they read its records. */
function announceBatch({ store, random, clock }: MergeMachine, { brakes }: MergeReport): string {
  const id = random.hex(batchIdBytes);
  const rows = (act: string) => brakes.filter((each) => each.act === act).reduce((sum, each) => sum + each.rows, 0);
  store.addUnsentBatch({
    id,
    act: 'confirmed',
    deleted: rows('delete'),
    written: rows('edit'),
    confirmedAt: clock.now(),
  });
  return id;
}

const batchIdBytes = 8;

function endOf(
  machine: MergeMachine,
  { intent, dryRun }: MergeRunWish,
  { reports, announced: batches }: Runs,
  before: ReadonlyMap<string, string>,
): Omit<Ended, 'copies'> {
  const { store } = machine;
  const last = reports.at(-1);
  if (last === undefined) throw new Error('a run without a report');
  const sum = (of: (report: MergeReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  const announced = last.published === null && !dryRun ? 0 : batches;
  const quarantined = store.quarantined();
  const labels = (devices: Iterable<DeviceId>) => labelsOf(machine, devices);
  return {
    dryRun,
    intent,
    state: last.state,
    published: {
      records: sum(({ published }) => published?.records ?? 0) - (dryRun ? 0 : announced),
      bytes: sum((each) => each.published?.bytes ?? 0),
    },
    applied: { records: sum(({ applied }) => applied), bytes: sum(({ fetched }) => fetched.bytes) },
    from: labels(devicesRead(machine, before)),
    conflicts: store.openConflictCount(),
    pending: unsentOf(store),
    waiting: last.waiting,
    parked: last.parked,
    heldBack: store.brakedCount('incoming'),
    tooLarge: store.tooLarge().length,
    unread: { parts: quarantined.length, labels: labels(quarantined.map(({ device }) => device)) },
    newer: labels(last.held),
    replaced: reports.some(({ replaced }) => replaced),
    renewed: reports.flatMap(({ published }) => published?.clone?.device ?? []).at(-1) ?? null,
    announced,
    rowAct: reports.flatMap(({ act }) => act ?? []).at(-1) ?? null,
    fault: faultOf(machine, reports, last),
    away: awayOf(reports),
    brakes: last.brakes,
    wholeMs: reports.flatMap((each) => each.wholeMs ?? []).at(-1) ?? null,
  };
}

/** The gravest first: a bucket that went back, what was held, a remote that is away. */
function faultOf(machine: MergeMachine, reports: readonly MergeReport[], last: MergeReport): MembridgeError | null {
  const { store, clock } = machine;
  const sight = store.rollbackSight();
  const rollback = last.rollback ?? (sight === null ? null : { state: 'suspected', evidence: sight.evidence });
  const evidence = rollback?.evidence ?? '';
  if (rollback?.state === 'confirmed' || (sight !== null && clock.now() - sight.at >= confirmedAfterMs))
    return fail('log-rolled-back', { evidence });
  if (last.brakes.length > 0) return fail('brake-records', { held: last.brakes });
  if (last.heldBack.brakes.length > 0) return incomingFault(machine, last);
  if (rollback !== null) return fail('log-in-doubt', { evidence });
  return awayOf(reports);
}

function awayOf(reports: readonly MergeReport[]): MembridgeError | null {
  return reports.flatMap(({ away }) => away ?? []).at(-1) ?? null;
}

/** As the engine does (rollback.ts): a store whose reads lag is through with it by then. */
const confirmedAfterMs = 60_000;

function cursorsOf({ store }: MergeMachine): ReadonlyMap<string, string> {
  return new Map(store.cursors().map(({ device, stream, cursor }) => [`${device}/${stream}`, JSON.stringify(cursor)]));
}

function devicesRead(machine: MergeMachine, before: ReadonlyMap<string, string>): Set<DeviceId> {
  const moved = machine.store
    .cursors()
    .filter(({ device, stream, cursor }) => before.get(`${device}/${stream}`) !== JSON.stringify(cursor));
  return new Set(moved.map(({ device }) => device));
}
