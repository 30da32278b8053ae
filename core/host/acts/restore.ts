import { keepPoint } from '../../engine/keep-point.ts';
import { planRestore, restoreRows, type RestorePlan, type RestoreReport } from '../../engine/records/restore-rows.ts';
import { imageOf, type RestoreTarget } from '../../engine/restore.ts';
import { recordSourceAt } from '../compose/merge.ts';
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
} from './merging.ts';

export interface MergeRestore extends RestorePlan {
  /** Rows that could not be written, and why. */
  readonly left: RestoreReport['left'];
}

export interface RestoreWish {
  readonly target: RestoreTarget;
  /** What is newer than the copy goes too. */
  readonly exact: boolean;
}

/**
 * Writes the difference to a restore point into the live rows, which then travel as one announced batch (protocol.md section
 * 8). The remote may be away: it waits in the outbox. Faults: those of imageOf and readyMachine.
 */
export async function restoreMerged(acting: Acting<MergeRestore>, wish: RestoreWish): Promise<ActEnd<MergeRestore>> {
  const { composed, tools, consent, watch, dryRun } = acting;
  const machine = await readyMachine(composed, consent);
  const { image } = await imageOf(composed.machine, wish.target, watch);
  try {
    const source = recordSourceAt(image, { tools, scratchFolder: composed.home.scratchFolder });
    const request = { image: source, exact: wish.exact };
    if (!dryRun) await captureBefore(machine);
    const plan = { ...(await planRestore(toolsOf(machine), request)), left: null };
    const { bringBack, unedit, remove } = plan;
    if (bringBack + unedit + remove === 0) return ended(plan, 'nothing');
    if (dryRun) return ended(plan, 'planned');
    if (!(await acting.agree(plan))) return ended(plan, 'declined');
    const point = await keepPoint(composed.machine, { keepAs: 'set-aside', why: 'restore' }, watch);
    const restorePoint = point?.id ?? null;
    const act = newActId(machine);
    const changed = { written: bringBack + unedit, removed: remove };
    const historyId = noteAct(composed, { act: 'restore', rowAct: act, changed, restorePoint });
    const done = await restoreRows(toolsOf(machine), request, act);
    const announced = await captureAct(machine, {
      id: act,
      act: 'restore',
      deleted: done.remove,
      written: done.bringBack + done.unedit,
    });
    return {
      plan: done,
      state: 'done',
      restorePoint,
      historyId,
      told: await tellOthers(composed, machine, announced, watch),
    };
  } finally {
    await composed.machine.scratch.remove(image);
  }
}
