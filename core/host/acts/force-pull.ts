import { keepPoint } from '../../engine/keep-point.ts';
import type { Watch } from '../../engine/machine.ts';
import { forcePull, type ForcePullReport } from '../../engine/records/force-pull.ts';
import { syncRecords, type MergeMachine } from '../../engine/records/sync-records.ts';
import { isFault } from '../../model/errors.ts';
import { withRehearsal } from '../compose/rehearsal.ts';
import { runMerge } from '../run-merge.ts';
import { ended, newActId, noteAct, readyMachine, requireRemote, type ActEnd, type Acting } from './merging.ts';

/** `removed`: rows that only this machine has; `rows`: rows that become as the others have them. */
export type ForcePullPlan = ForcePullReport;

/**
 * Gives up what was written here and never published (protocol.md section 8). What the others wrote is brought as by any pull
 * first, so that what differs after it, and is set aside and given up, is this machine's own. Nobody is told: an undo makes
 * it local work again, which travels. Faults: those of readyMachine and syncRecords, the remote's.
 */
export async function pullByForce(acting: Acting<ForcePullPlan>): Promise<ActEnd<ForcePullPlan>> {
  const { composed, tools, consent, watch, dryRun } = acting;
  await requireRemote(composed);
  const machine = await readyMachine(composed, consent);
  const plan = await withRehearsal(machine, composed.home.stateFile, tools, (copy) => lookAhead(copy, watch));
  if (dryRun) return ended(plan, 'planned');
  if (plan.removed + plan.rows > 0 && !(await acting.agree(plan))) return ended(plan, 'declined');
  // Brakes hold what was deleted here: it comes back.
  const nobody = { yes: false, ask: () => Promise.resolve(false) };
  const { fault } = await runMerge({ ...composed, merge: machine }, { intent: 'pull', dryRun }, tools, nobody, watch);
  if (fault !== null && !isFault(fault, 'brake-records') && !isFault(fault, 'brake-incoming')) throw fault;
  if (plan.removed + plan.rows === 0) return ended(plan, 'nothing');
  const point = await keepPoint(composed.machine, { keepAs: 'set-aside', why: 'force-pull' }, watch);
  const restorePoint = point?.id ?? null;
  const act = newActId(machine);
  const changed = { written: plan.rows, removed: plan.removed };
  const historyId = noteAct(composed, { act: 'force-pull', rowAct: act, changed, restorePoint });
  const done = await forcePull(machine, act, watch);
  return { plan: done, state: 'done', restorePoint, historyId, told: null };
}

/** By doing it on a copy. */
async function lookAhead(copy: MergeMachine, watch: Watch): Promise<ForcePullPlan> {
  const report = await syncRecords(copy, { intent: 'pull', confirmed: null, rehearsal: true }, watch);
  if (report.away !== null) throw report.away;
  return forcePull(copy, newActId(copy), watch);
}
