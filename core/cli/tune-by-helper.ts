import { boardHelper } from '../host/compose/board-helper.ts';
import { lacksRoot, lookAtChanges } from '../host/compose/board-look.ts';
import { confirmMs } from '../model/tune/guard.ts';
import type { TunePlan } from '../model/tune/plan.ts';
import type { HelperDone, PlanningHelper } from '../ports/board-helper.ts';
import type { Cli, Outcome } from './cli.ts';
import { changeData, takenBackLines } from './tune-change-lines.ts';
import { requireRoot } from './tune-root.ts';

/**
 * Who changes this machine for an account without root: the root helper where it is set up and lets this account ask. Null:
 * we may do it ourselves. Throws `tune-needs-root` with the command of `words` where there is no helper for us.
 */
export async function helperFor(cli: Cli, root: string, words: readonly string[]): Promise<PlanningHelper | null> {
  if (!lacksRoot(root, cli.tools)) return null;
  const helper = boardHelper(cli.tools);
  const sight = await helper.sight();
  if (sight === 'ready') return helper;
  if (sight === 'forbidden') cli.note(cli.text.words.tune.helper.forbidden);
  requireRoot(cli, root, words);
  return null;
}

/** What `tune apply` says when the helper did it. */
export function appliedOutcome(
  cli: Cli,
  plan: TunePlan,
  data: Readonly<Record<string, unknown>>,
  { changes }: HelperDone,
): Outcome {
  const { apply: say, plan: planSay, helper } = cli.text.words.tune;
  const state = changes.at(-1)?.state;
  const isDeferred = state?.kind === 'applied' && state.isDeferred;
  const lines = [
    helper.used,
    ...backLines(cli, changes),
    say.applied,
    ...(isDeferred ? [say.deferred] : []),
    ...(plan.needsReboot ? [planSay.reboot] : []),
    '',
    say.confirmWithin(cli.text.format.duration(confirmMs), 'membridge tune confirm'),
  ];
  const needsReboot = plan.needsReboot || isDeferred;
  const transaction = storedChanges(cli, changes).at(-1) ?? null;
  return {
    data: {
      ...data,
      changed: true,
      byHelper: true,
      steps: plan.steps,
      needsReboot,
      confirmMs,
      listed: [],
      transaction,
    },
    lines,
  };
}

/** What `tune confirm` says when the helper did it. */
export async function confirmedByHelper(cli: Cli, helper: PlanningHelper, root: string): Promise<Outcome> {
  const before = new Set(lookAtChanges(root, cli.tools).journal.transactions.flatMap(confirmedId));
  const { changes } = await helper.act({ verb: 'confirm' });
  const { apply: say, helper: words } = cli.text.words.tune;
  const last = changes.at(-1);
  const changed = last?.state.kind === 'confirmed' && !before.has(last.id);
  return {
    data: { root, changed, byHelper: true, transaction: storedChanges(cli, changes).at(-1) ?? null },
    lines: changed ? [words.used, ...backLines(cli, changes), say.confirmed(last.profile)] : [say.alreadyConfirmed],
  };
}

/** What `tune revert` says when the helper did it. */
export async function revertedByHelper(
  cli: Cli,
  helper: PlanningHelper,
  root: string,
  onlyLast: boolean,
): Promise<Outcome> {
  const { changes } = await helper.act({ verb: 'revert', onlyLast });
  return {
    data: { root, changed: true, byHelper: true, transactions: storedChanges(cli, changes), listed: [] },
    lines: [cli.text.words.tune.helper.used, ...backLines(cli, changes)],
  };
}

function confirmedId({ id, state }: HelperDone['changes'][number]): string[] {
  return state.kind === 'confirmed' ? [id] : [];
}

function backLines(cli: Cli, changes: HelperDone['changes']): string[] {
  return takenBackLines(
    cli.text,
    changes.map((transaction) => ({ transaction })),
  );
}

/** The journal is for everybody to read, and tells more of a change than crosses. */
function storedChanges(cli: Cli, changes: HelperDone['changes']): Record<string, unknown>[] {
  const { transactions } = lookAtChanges('/', cli.tools).journal;
  return changes.flatMap(({ id }) => transactions.filter((each) => each.id === id).map(changeData));
}
