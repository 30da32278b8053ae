import type { Merging } from '../host/acts/merging.ts';
import { undoMerged, type MergeUndo } from '../host/acts/undo.ts';
import type { Cli, Outcome } from './cli.ts';
import { acting, actOutcome, type ActTelling } from './merge-act.ts';

export interface UndoAsked {
  readonly everywhere: boolean;
  readonly dryRun: boolean;
}

/** `undo` where records are merged: rows go back as they were before the newest act that changed some. */
export async function undoOnce(cli: Cli, composed: Merging, { everywhere, dryRun }: UndoAsked): Promise<Outcome> {
  const { words } = cli.text;
  const telling: ActTelling<MergeUndo> = {
    dryRun,
    question: words.history.undoQuestion,
    act: words.history.undoAct,
    planLines: (plan) => planLines(cli, plan),
    nothing: () => words.nothingChanged,
    doneLines: ({ plan }) => doneLines(cli, plan),
    data: (plan) => ({
      undoes: plan.entry.id,
      act: plan.entry.act,
      kind: plan.kind,
      reach: plan.kind === 'rows' ? plan.reach : 'here',
      rows: plan.rows,
      changedSince: plan.kind === 'rows' ? plan.changedSince : 0,
      held: composed.merge.store.heldCount(),
    }),
  };
  return actOutcome(cli, await undoMerged(acting(cli, composed, telling), everywhere), telling);
}

function planLines({ text: { words } }: Cli, plan: MergeUndo): string[] {
  const say = words.mergeActs.undo;
  const rows = words.rows(plan.rows);
  if (plan.kind === 'resume') return [say.planResume(rows)];
  const act = words.history.acts[plan.entry.act];
  return plan.reach === 'here'
    ? [say.planHere(act, plan.entry.id, rows), say.holds]
    : [say.planEverywhere(act, plan.entry.id, rows)];
}

function doneLines({ text: { words } }: Cli, plan: MergeUndo): string[] {
  const say = words.mergeActs.undo;
  const rows = words.rows(plan.rows);
  if (plan.kind === 'resume') return [say.doneResume(rows)];
  const changed = plan.changedSince > 0 ? [say.changedSince(words.rows(plan.changedSince))] : [];
  return plan.reach === 'here'
    ? [say.doneHere(plan.entry.id, rows), ...changed, say.holds, `${words.hint}: ${say.resumeHint}`]
    : [say.doneEverywhere(plan.entry.id, rows), ...changed];
}
