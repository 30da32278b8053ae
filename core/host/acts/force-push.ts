import type { Watch } from '../../engine/machine.ts';
import { keepPoint } from '../../engine/keep-point.ts';
import { forcePush, planForcePush, type ForcePlan } from '../../engine/records/force-push.ts';
import { syncRecords, type MergeMachine } from '../../engine/records/sync-records.ts';
import type { DeviceId } from '../../model/ids.ts';
import { withRehearsal } from '../compose/rehearsal.ts';
import { titleOf } from '../conflict-desk.ts';
import { toolsOf } from '../merge-status.ts';
import { labelsOf } from '../labels.ts';
import {
  ended,
  newActId,
  noteAct,
  readyMachine,
  requireRemote,
  tellOthers,
  type ActEnd,
  type Acting,
} from './merging.ts';

/** What one machine wrote last and this one lacks: it will be deleted there. */
export interface Lacked {
  readonly label: string;
  readonly records: number;
  readonly titles: readonly string[];
}

export interface ForcePushPlan extends ForcePlan {
  readonly lacked: readonly Lacked[];
}

/** Titles shown of one machine. */
const titlesShown = 3;

/**
 * Makes everybody show what this machine shows (protocol.md section 8): all logs are fetched and nothing of them applied, the
 * difference is shown, and goes out as one announced batch. Faults: those of readyMachine and syncRecords, the remote's.
 */
export async function pushByForce(acting: Acting<ForcePushPlan>): Promise<ActEnd<ForcePushPlan>> {
  const { composed, tools, consent, watch, dryRun } = acting;
  await requireRemote(composed);
  const machine = await readyMachine(composed, consent);
  if (dryRun) {
    const plan = await withRehearsal(machine, composed.home.stateFile, tools, (copy) => lookAhead(copy, watch));
    return ended(plan, plan.deletes + plan.edits + plan.revives === 0 ? 'nothing' : 'planned');
  }
  const plan = await lookAhead(machine, watch);
  const { deletes, edits, revives } = plan;
  // What was captured here is sent as always.
  if (deletes + edits + revives === 0)
    return { ...ended(plan, 'nothing'), told: await tellOthers(composed, machine, 0, watch) };
  if (!(await acting.agree(plan))) return ended(plan, 'declined');
  const point = await keepPoint(composed.machine, { keepAs: 'safety', why: 'force-pull' }, watch);
  const restorePoint = point?.id ?? null;
  const act = newActId(machine);
  const historyId = noteAct(composed, {
    act: 'force-push',
    rowAct: act,
    changed: { written: edits + revives, removed: deletes },
    labels: plan.lacked.map(({ label }) => label),
    restorePoint,
  });
  await forcePush(toolsOf(machine), act);
  return { plan, state: 'done', restorePoint, historyId, told: await tellOthers(composed, machine, 1, watch) };
}

async function lookAhead(machine: MergeMachine, watch: Watch): Promise<ForcePushPlan> {
  const report = await syncRecords(machine, { intent: 'look', confirmed: null }, watch);
  if (report.away !== null) throw report.away;
  const lacked = new Map<DeviceId | '', { records: number; titles: string[] }>();
  const plan = await planForcePush(toolsOf(machine), (state) => {
    const { device } = state.version;
    const found = lacked.get(device) ?? { records: 0, titles: [] };
    lacked.set(device, found);
    found.records += 1;
    const title = state.kind === 'live' ? titleOf(state.cells) : '';
    if (title !== '' && found.titles.length < titlesShown) found.titles.push(title);
  });
  const held = report.brakes.reduce((sum, { rows }) => sum + rows, 0);
  const named = [...lacked].map(([device, found]) => ({ label: labelOf(machine, device), ...found }));
  return { ...plan, leftAlone: plan.leftAlone + held, lacked: named.toSorted((a, b) => b.records - a.records) };
}

/** Rows from before the first sync have no writer. */
function labelOf(machine: MergeMachine, device: DeviceId | ''): string {
  return device === '' ? '?' : (labelsOf(machine, [device])[0] ?? '?');
}
