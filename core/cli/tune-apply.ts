import { boardAt } from '../host/compose/board.ts';
import { waitingIn } from '../host/compose/board-look.ts';
import { type AppliedHere, applyHere } from '../host/compose/board-tuning.ts';
import { fail } from '../model/errors.ts';
import { confirmMs } from '../model/tune/guard.ts';
import type { PlanReason, TunePlan } from '../model/tune/plan.ts';
import { tunePlan } from '../model/tune/plan.ts';
import { faultOf } from '../model/tune/settled-fault.ts';
import { type Cli, type CommandSpec, dryRunOption, flag, type Options, type Outcome, valueOf } from './cli.ts';
import { confirm } from './confirm.ts';
import { changeData, takenBackLines } from './tune-change-lines.ts';
import { planLines } from './tune-plan-lines.ts';
import { commandLine, commandWords, requireRoot } from './tune-root.ts';
import { appliedOutcome, helperFor } from './tune-by-helper.ts';
import { rootOption, wishIn, wishOptions } from './tune.ts';

export const tuneApplyCommand: CommandSpec = {
  name: 'tune apply',
  summary: 'apply what `tune plan` says, and take it back by itself unless `tune confirm` follows within two minutes',
  options: [rootOption, ...wishOptions, dryRunOption],
  examples: [
    'membridge tune apply --dry-run',
    'membridge tune apply',
    'membridge tune apply --profile 1gb --yes',
    'membridge tune apply --root ./copied-tree --yes',
  ],
  async run(cli, _args, options) {
    const wish = wishIn(options);
    const { root, facts } = boardAt(valueOf(options, 'root') ?? '/', cli.tools.at);
    const plan = tunePlan(facts, wish);
    const shown = planLines(cli.text, facts, plan);
    const dryRun = flag(options, 'dryRun');
    const data = { root, dryRun, profile: plan.profile, hash: plan.hash, reason: plan.reason, findings: plan.findings };
    if (plan.reason !== null) {
      return { data: { ...data, changed: false, steps: [] }, lines: shown, exitCode: exitFor(plan.reason) };
    }
    if (dryRun) {
      const { changesNothing } = cli.text.words.tune.plan;
      return { data: { ...data, changed: true, steps: plan.steps }, lines: [...shown, '', changesNothing] };
    }
    const helper = await helperFor(cli, root, commandWords('apply', options));
    const leftMs = waitingIn(root, cli.tools);
    if (leftMs !== null) throw fail('tune-unconfirmed', { leftMs });
    const { apply: say } = cli.text.words.tune;
    if (helper !== null && (await helper.planHash(wish)) !== plan.hash) {
      cli.note(cli.text.words.tune.helper.seesOtherwise);
      requireRoot(cli, root, commandWords('apply', options));
    }
    if (cli.yes) for (const line of shown) cli.note(line);
    if (!(await confirm(cli, shown, say.question, say.act))) {
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
    }
    if (helper !== null) {
      return appliedOutcome(cli, plan, data, await helper.act({ verb: 'apply', wish, hash: plan.hash }));
    }
    return outcome(cli, options, plan, data, await applyHere(root, cli.tools, wish, plan.hash));
  },
};

/** Who owns zram is for a person to decide; the rest is nothing to do. */
function exitFor(reason: PlanReason): number {
  return reason === 'two-owners' || reason === 'unknown-owner' ? 4 : 0;
}

function outcome(
  cli: Cli,
  options: Options,
  plan: TunePlan,
  data: Readonly<Record<string, unknown>>,
  { recovered, applied, listed }: AppliedHere,
): Outcome {
  const { text } = cli;
  const { apply: say, plan: planSay } = text.words.tune;
  const before = takenBackLines(text, recovered);
  switch (applied.kind) {
    case 'unconfirmed':
      throw fail('tune-unconfirmed', { leftMs: confirmMs });
    case 'stale':
    case 'no-way-back':
    case 'foreign': {
      const fault = fail('tune-stopped', { target: applied.target, reason: applied.kind });
      return { data: { ...data, changed: recovered.length > 0 }, lines: before, fault };
    }
    case 'taken-back': {
      const { rested } = applied;
      const detail = rested.faults.join('; ') || say.drift.failed(plan.profile ?? '');
      const fault = faultOf([rested]) ?? fail('tune-failed', { detail: detail.replace(/\.$/, '') });
      const lines = [...before, ...takenBackLines(text, [rested])];
      return { data: { ...data, changed: false, transaction: changeData(rested.transaction) }, lines, fault };
    }
    case 'applied': {
      const { transaction } = applied.rested;
      const isDeferred = transaction.state.kind === 'applied' && transaction.state.isDeferred;
      const isTree = listed.length > 0;
      const command = commandLine(cli, isTree, commandWords('confirm', { root: options['root'] }));
      const lines = [
        ...before,
        say.applied,
        ...(isDeferred && !isTree ? [say.deferred] : []),
        ...(plan.needsReboot ? [planSay.reboot] : []),
        ...(isTree ? [say.listed, ...[...new Set(listed)].map((line) => `  ${line}`)] : []),
        '',
        (isTree ? say.confirmTree : say.confirmWithin)(text.format.duration(confirmMs), command),
      ];
      const needsReboot = plan.needsReboot || isDeferred;
      const transactionData = changeData(transaction);
      return {
        data: {
          ...data,
          changed: true,
          steps: plan.steps,
          needsReboot,
          confirmMs,
          listed,
          transaction: transactionData,
        },
        lines,
      };
    }
  }
}
