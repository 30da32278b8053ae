import type { RestoreTarget } from '../engine/restore.ts';
import type { Merging } from '../host/acts/merging.ts';
import { restoreMerged, type MergeRestore } from '../host/acts/restore.ts';
import type { Cli, Outcome } from './cli.ts';
import { acting, actOutcome, type ActTelling } from './merge-act.ts';

export interface RestoreAsked {
  readonly id: string;
  readonly target: RestoreTarget;
  readonly exact: boolean;
  readonly dryRun: boolean;
}

/** `restore ID` where records are merged: the difference is written, and reaches the others. */
export async function restoreOnce(cli: Cli, composed: Merging, asked: RestoreAsked): Promise<Outcome> {
  const { id, target, exact, dryRun } = asked;
  const { words } = cli.text;
  const say = words.mergeActs.restore;
  const amounts = ({ bringBack, unedit, remove }: MergeRestore) =>
    [words.rows(bringBack), words.rows(unedit), words.rows(remove)] as const;
  const telling: ActTelling<MergeRestore> = {
    dryRun,
    question: words.history.restoreQuestion,
    act: words.history.restoreAct,
    planLines: (plan) => [say.plan(id, ...amounts(plan)), say.travels],
    nothing: () => say.nothing(id),
    doneLines: ({ plan }) => [
      say.done(id, ...amounts(plan)),
      ...(plan.left === null ? [] : [say.left(words.rows(plan.left.rows), plan.left.finding)]),
      `${words.hint}: ${words.mergeActs.undoHint}`,
    ],
    data: ({ bringBack, unedit, remove, left }) => ({ id, exact, bringBack, unedit, remove, left }),
  };
  return actOutcome(cli, await restoreMerged(acting(cli, composed, telling), { target, exact }), telling);
}
