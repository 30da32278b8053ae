import { pullByForce, type ForcePullPlan } from '../host/acts/force-pull.ts';
import { pushByForce, type ForcePushPlan } from '../host/acts/force-push.ts';
import type { Merging } from '../host/acts/merging.ts';
import type { Cli, Outcome } from './cli.ts';
import { acting, actOutcome, type ActTelling } from './merge-act.ts';

/** `push --force` where records are merged: the others come to show what this machine shows. */
export async function forcePushOnce(cli: Cli, composed: Merging, dryRun: boolean): Promise<Outcome> {
  const { words, format } = cli.text;
  const say = words.mergeActs.forcePush;
  const { records } = words.merge;
  const hint = `${words.hint}: ${words.mergeActs.undoHint}`;
  const telling: ActTelling<ForcePushPlan> = {
    dryRun,
    question: say.question,
    act: words.sync.forcePush,
    planLines: ({ deletes, edits, revives, leftAlone, lacked }) => [
      say.plan(records(deletes), records(edits), records(revives)),
      ...lacked.map(({ label, records: count, titles }) => say.lacked(label, format.number(count), titles.join('; '))),
      ...(leftAlone > 0 ? [say.leftAlone(records(leftAlone))] : []),
      say.later,
    ],
    nothing: ({ leftAlone }) => [say.nothing, ...(leftAlone > 0 ? [say.leftAlone(records(leftAlone))] : [])].join(' '),
    doneLines: ({ plan: { deletes, edits, revives, leftAlone } }) => [
      say.done(format.number(deletes), format.number(edits), format.number(revives)),
      ...(leftAlone > 0 ? [say.leftAlone(records(leftAlone))] : []),
      say.later,
      hint,
    ],
    data: ({ deletes, edits, revives, leftAlone, lacked }) => ({ deletes, edits, revives, leftAlone, lacked }),
  };
  return actOutcome(cli, await pushByForce(acting(cli, composed, telling)), telling);
}

/** `pull --replace` where records are merged: what was not published is set aside and given up. */
export async function forcePullOnce(cli: Cli, composed: Merging, dryRun: boolean): Promise<Outcome> {
  const { words, format } = cli.text;
  const say = words.mergeActs.forcePull;
  const telling: ActTelling<ForcePullPlan> = {
    dryRun,
    question: say.question,
    act: words.sync.forcePull,
    planLines: (plan) =>
      plan.removed + plan.rows === 0 ? [say.nothing] : [say.plan(words.rows(plan.removed), words.rows(plan.rows))],
    nothing: () => say.nothing,
    doneLines: ({ plan: { removed, rows, left } }) => [
      say.done(format.number(removed), words.rows(rows)),
      ...(left > 0 ? [say.left(words.rows(left))] : []),
      `${words.hint}: ${words.mergeActs.undoHint}`,
    ],
    data: ({ removed, rows, left }) => ({ removed, rows, left }),
  };
  return actOutcome(cli, await pullByForce(acting(cli, composed, telling)), telling);
}
