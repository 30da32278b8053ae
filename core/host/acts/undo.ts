import { applyPending } from '../../engine/records/apply.ts';
import type { MergeMachine } from '../../engine/records/sync-records.ts';
import { resumeHeld, undoAct, type UndoReach } from '../../engine/records/undo-act.ts';
import { fail } from '../../model/errors.ts';
import type { HistoryEntry } from '../../model/history.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { toolsOf } from '../merge-status.ts';
import {
  captureAct,
  captureBefore,
  ended,
  newActId,
  noteAct,
  readyMachine,
  tellOthers,
  type ActEnd,
  type Acting,
  type Merging,
} from './merging.ts';

/** What one step back would do. */
export type MergeUndo =
  /** Rows go back as they were before the act: here alone, and are held then, or as a change that travels. */
  | {
      readonly kind: 'rows';
      readonly entry: HistoryEntry;
      readonly act: string;
      readonly reach: UndoReach;
      readonly rows: number;
      /** Rows that were changed since, and stay. */
      readonly changedSince: number;
    }
  /** What an undo holds shows again what all machines together say. */
  | { readonly kind: 'resume'; readonly entry: HistoryEntry; readonly rows: number };

/** Acts looked back over for one that can be taken back. */
const actsLookedAt = 1_000;

/** The newest act that changed rows and was not taken back. Throws `nothing-to-undo`. */
export function planMergeUndo(
  { state, store }: { readonly state: Pick<StateStore, 'history'>; readonly store: MergeMachine['store'] },
  everywhere: boolean,
): MergeUndo {
  const entries = state.history(actsLookedAt);
  if (entries.length === 0) throw fail('nothing-to-undo', { reason: 'nothing-done-yet' });
  const takenBack = new Set(entries.flatMap(({ undoes }) => undoes ?? []));
  // One that was killed in its middle is begun anew.
  const isHolding = ({ undoes }: HistoryEntry) => {
    const act = entries.find(({ id }) => id === undoes)?.merge?.rowAct ?? '';
    return store.heldCount() > 0 && store.act(act)?.state === 'undone';
  };
  for (const entry of entries) {
    const { merge } = entry;
    if (merge === undefined) continue;
    if (merge.reach === 'here' && !takenBack.has(entry.id) && isHolding(entry))
      return { kind: 'resume', entry, rows: store.heldCount() };
    const act = merge.rowAct;
    if (act === null || !canUndo(store, act, entry)) continue;
    // What came from others is theirs; what a person did with all machines in mind is taken back on all of them.
    const received = entry.act === 'merge' || merge.reach === 'resumed';
    const reach = received && !everywhere ? 'here' : 'everywhere';
    return { kind: 'rows', entry, act, reach, rows: store.preImageCount(act), changedSince: 0 };
  }
  throw fail('nothing-to-undo', { reason: 'no-rows-changed' });
}

/** An undo that was killed in its middle is no act to take back: what it undoes is undone again. */
function canUndo(store: MergeMachine['store'], act: string, entry: HistoryEntry): boolean {
  const state = store.act(act)?.state;
  const stands = state === 'done' || (state === 'begun' && entry.act !== 'undo');
  return stands && store.preImageCount(act) > 0;
}

/** Takes one act back (protocol.md section 8). The remote may be away. Faults: `nothing-to-undo`, those of readyMachine. */
export async function undoMerged(acting: Acting<MergeUndo>, everywhere: boolean): Promise<ActEnd<MergeUndo>> {
  const { composed, consent, dryRun } = acting;
  const machine = await readyMachine(composed, consent);
  const plan = planMergeUndo({ state: composed.machine.state, store: machine.store }, everywhere);
  if (dryRun) return ended(plan, 'planned');
  if (!(await acting.agree(plan))) return ended(plan, 'declined');
  await captureBefore(machine);
  return plan.kind === 'resume' ? resume(composed, machine, plan) : takeBack(acting, machine, plan);
}

async function resume(
  composed: Merging,
  machine: MergeMachine,
  plan: MergeUndo & { readonly kind: 'resume' },
): Promise<ActEnd<MergeUndo>> {
  const act = newActId(machine);
  const note = { act: 'undo', rowAct: act, undoes: plan.entry.id, reach: 'resumed' } as const;
  const historyId = noteAct(composed, { ...note, changed: { written: plan.rows, removed: 0 } });
  await resumeHeld(toolsOf(machine));
  await applyPending(toolsOf(machine), { deletes: true, act });
  if (machine.store.act(act) !== null) machine.store.setActState(act, 'done');
  return { plan, state: 'done', restorePoint: null, historyId, told: null };
}

async function takeBack(
  { composed, watch }: Acting<MergeUndo>,
  machine: MergeMachine,
  plan: MergeUndo & { readonly kind: 'rows' },
): Promise<ActEnd<MergeUndo>> {
  const { entry, reach } = plan;
  const as = newActId(machine);
  const removed = removedBy(machine, plan.act);
  const changed = { written: plan.rows - removed, removed };
  const rowAct = reach === 'everywhere' ? as : null;
  const historyId = noteAct(composed, { act: 'undo', rowAct, undoes: entry.id, reach, changed });
  const { rows, changedSince } = await undoAct(toolsOf(machine), plan.act, reach, as);
  const done = { plan: { ...plan, rows, changedSince }, state: 'done', restorePoint: null, historyId } as const;
  if (reach === 'here') return { ...done, told: null };
  const batch = { id: as, act: 'undo', deleted: removed, written: changed.written } as const;
  const announced = rows > 0 ? await captureAct(machine, batch) : 0;
  return { ...done, told: await tellOthers(composed, machine, announced, watch) };
}

/** Pre-images read at once. */
const pageRows = 500;

/** Rows that the act had added: its undo removes them. */
function removedBy({ store }: MergeMachine, act: string): number {
  let removed = 0;
  for (let page = store.preImagesAfter(act, '', pageRows); ;) {
    removed += page.filter(({ before }) => before === null).length;
    const last = page.at(-1);
    if (last === undefined) return removed;
    page = store.preImagesAfter(act, last.key, pageRows);
  }
}
