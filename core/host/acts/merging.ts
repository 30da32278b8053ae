import type { Watch } from '../../engine/machine.ts';
import { capture } from '../../engine/records/capture.ts';
import { settleInFlight } from '../../engine/records/settle.ts';
import { syncRecords, type MergeMachine } from '../../engine/records/sync-records.ts';
import type { UndoReach } from '../../engine/records/undo-act.ts';
import { fail, type MembridgeError } from '../../model/errors.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { BatchEntry } from '../../model/records/record-line.ts';
import { absence, awayRemote } from '../absence.ts';
import type { Composed } from '../compose.ts';
import { despiteCloudSync } from '../compose/merge.ts';
import type { Tools } from '../compose/tools.ts';
import type { Consent } from '../consent.ts';
import { toolsOf } from '../merge-status.ts';
import { unsentOf } from '../outbox.ts';

export type Merging = Composed & { readonly merge: MergeMachine };

/** What an act of a person works with. */
export interface Acting<Plan> {
  readonly composed: Merging;
  readonly tools: Tools;
  readonly consent: Consent;
  readonly watch: Watch;
  /** Say what would happen, touch nothing. */
  readonly dryRun: boolean;
  /** Shows the plan and waits for a yes. */
  agree(plan: Plan): Promise<boolean>;
}

/** How an act ended. */
export interface ActEnd<Plan> {
  readonly plan: Plan;
  readonly state: 'planned' | 'declined' | 'nothing' | 'done';
  /** The copy of what was here before; null where none was made. */
  readonly restorePoint: string | null;
  readonly historyId: number | null;
  /** Null where the others are not told of anything. */
  readonly told: Told | null;
}

export function ended<Plan>(plan: Plan, state: 'planned' | 'declined' | 'nothing'): ActEnd<Plan> {
  return { plan, state, restorePoint: null, historyId: null, told: null };
}

/** The machine, if rows may be written here. Faults: `source-missing`, `source-empty`, `brake-cloud-sync` where nobody lifts it. */
export async function readyMachine({ merge }: Merging, consent: Consent): Promise<MergeMachine> {
  const { path } = merge;
  const readiness = await merge.records.readiness();
  if (readiness === 'absent') throw fail('source-missing', { path });
  if (readiness === 'setup') throw fail('source-empty', { path });
  if (readiness === 'ready') return merge;
  const fault = fail('brake-cloud-sync', { path });
  if (!consent.yes && !(await consent.ask(fault))) throw fault;
  return despiteCloudSync(merge);
}

/** For acts that begin with what the others have. Throws why the remote is away. */
export async function requireRemote(composed: Merging): Promise<void> {
  const away = await absence(composed);
  if (away !== null) throw away;
}

/** What a kill left is settled, and what was changed here before the act stays a change of its own. */
export async function captureBefore(machine: MergeMachine): Promise<void> {
  const tools = toolsOf(machine);
  await settleInFlight(tools);
  // A memory that was never looked at is looked at by its first sync, which knows what the others have.
  if (machine.store.generation() !== null) await capture(tools, { full: true, confirmed: null });
}

/** Makes versions of what the act wrote, as one announced batch. Resolves to the lines that announce it. */
export async function captureAct(machine: MergeMachine, batch: Omit<BatchEntry, 'confirmedAt'>): Promise<number> {
  const { store, clock } = machine;
  if (store.generation() === null) return 0;
  store.addUnsentBatch({ ...batch, confirmedAt: clock.now() });
  await capture(toolsOf(machine), { full: true, confirmed: { batch: batch.id } });
  return 1;
}

/** What the others were told, or will be. */
export interface Told {
  readonly published: { readonly records: number; readonly bytes: number };
  /** Waits in the outbox. */
  readonly pending: number;
  readonly fault: MembridgeError | null;
}

/** Publishes what waits; a remote that is away leaves it in the outbox, and is told. `announced`: lines among it that are no records. */
export async function tellOthers(
  composed: Merging,
  machine: MergeMachine,
  announced: number,
  watch: Watch,
): Promise<Told> {
  const away = await absence(composed);
  const on = away === null ? machine : { ...machine, remote: awayRemote(machine.remote, away) };
  const report = await syncRecords(on, { intent: 'push', confirmed: null }, watch);
  const { published, brakes, rollback } = report;
  const held = brakes.length > 0 ? fail('brake-records', { held: brakes }) : null;
  const doubt = rollback === null ? null : fail('log-in-doubt', { evidence: rollback.evidence });
  return {
    published: { records: published === null ? 0 : published.records - announced, bytes: published?.bytes ?? 0 },
    pending: unsentOf(machine.store),
    fault: doubt ?? report.away ?? held,
  };
}

/** What an act was, for the history. Noted before its first row is written: a kill in its middle can be undone too. */
export interface ActNote {
  readonly act: HistoryEntry['act'];
  readonly rowAct: string | null;
  readonly changed: { readonly written: number; readonly removed: number };
  readonly labels?: readonly string[];
  readonly restorePoint?: string | null;
  readonly undoes?: number;
  readonly reach?: UndoReach | 'resumed';
}

export function noteAct({ machine: { state, clock } }: Merging, note: ActNote): number {
  const { act, rowAct, changed, labels = [], restorePoint = null, undoes = null, reach } = note;
  const entry = state.addHistory({
    at: clock.now(),
    act,
    head: null,
    losers: [],
    restorePoint,
    baseBefore: null,
    undoes,
    rowsBefore: null,
    rowsAfter: null,
    merge: {
      published: 0,
      applied: 0,
      labels: [...labels],
      rowAct,
      changed,
      ...(reach !== undefined && { reach }),
    },
  });
  return entry.id;
}

const actIdBytes = 8;

/** Names an act, its rows and the batch that travels. */
export function newActId({ random }: Pick<MergeMachine, 'random'>): string {
  return random.hex(actIdBytes);
}
