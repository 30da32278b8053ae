import { boardAt } from '../host/compose/board.ts';
import { lookAtChanges } from '../host/compose/board-look.ts';
import { confirmHere, recoverHere, revertHere } from '../host/compose/board-tuning.ts';
import { fail } from '../model/errors.ts';
import { faultOf } from '../model/tune/settled-fault.ts';
import { standingOf } from '../model/tune/standing.ts';
import { standing, unsettled } from '../model/tune/verdict.ts';
import type { Transaction } from '../model/tune/transaction.ts';
import { type Cli, type CommandSpec, dryRunOption, flag, type Options, type Outcome, valueOf } from './cli.ts';
import { confirmedByHelper, helperFor, revertedByHelper } from './tune-by-helper.ts';
import { commandWords, requireRoot } from './tune-root.ts';
import { changeData, takenBackLines, targetOf } from './tune-change-lines.ts';
import { rootOption } from './tune.ts';

export const tuneConfirmCommand: CommandSpec = {
  name: 'tune confirm',
  summary: 'keep what `tune apply` changed, for now and after a reboot',
  options: [rootOption, dryRunOption],
  examples: ['membridge tune confirm', 'membridge tune confirm --json', 'membridge tune confirm --root ./copied-tree'],
  async run(cli, _args, options) {
    const { text, tools } = cli;
    const say = text.words.tune.apply;
    const root = rootIn(cli, options);
    if (flag(options, 'dryRun')) {
      const waiting = unsettled(lookAtChanges(root, tools).journal).find(({ state }) => state.kind === 'applied');
      if (waiting === undefined) return nothingWaits(cli, root, []);
      return {
        data: { root, dryRun: true, changed: true, transaction: changeData(waiting) },
        lines: [say.wouldConfirm(waiting.profile)],
      };
    }
    const helper = await helperFor(cli, root, commandWords('confirm', options));
    if (helper !== null) return await confirmedByHelper(cli, helper, root);
    const { recovered, confirmed } = await confirmHere(root, tools);
    const before = takenBackLines(text, recovered);
    if (confirmed === null) return nothingWaits(cli, root, before);
    const { transaction } = confirmed;
    return {
      data: { root, changed: true, transaction: changeData(transaction) },
      lines: [...before, say.confirmed(transaction.profile)],
    };
  },
};

/** Confirming twice is no fault; confirming what was taken back is one. */
function nothingWaits(cli: Cli, root: string, lines: readonly string[]): Outcome {
  const last = lookAtChanges(root, cli.tools).journal.transactions.at(-1);
  const data = { root, changed: false, transaction: last === undefined ? null : changeData(last) };
  if (last?.state.kind === 'confirmed') return { data, lines: [cli.text.words.tune.apply.alreadyConfirmed] };
  return { data, lines, fault: fail('tune-nothing-waits', { root }) };
}

export const tuneRevertCommand: CommandSpec = {
  name: 'tune revert',
  summary: 'take back everything that was applied; what others changed since is left alone and told',
  options: [rootOption, ['--last', 'only the newest change, not those before it'], dryRunOption],
  examples: [
    'membridge tune revert --dry-run',
    'membridge tune revert',
    'membridge tune revert --last',
    'membridge tune revert --root ./copied-tree',
  ],
  async run(cli, _args, options) {
    const { text, tools } = cli;
    const say = text.words.tune.apply;
    const root = rootIn(cli, options);
    const onlyLast = flag(options, 'last');
    const all = standing(lookAtChanges(root, tools).journal);
    if (all.length === 0) return { data: { root, changed: false, transactions: [] }, lines: [say.nothingStands] };
    if (flag(options, 'dryRun')) {
      const chosen = onlyLast ? all.slice(0, 1) : all;
      return {
        data: { root, dryRun: true, changed: true, transactions: chosen.map(changeData) },
        lines: chosen.flatMap((each) => wouldRevert(cli, root, each)),
      };
    }
    const helper = await helperFor(cli, root, commandWords('revert', options));
    if (helper !== null) return await revertedByHelper(cli, helper, root, onlyLast);
    const { settled, listed } = await revertHere(root, tools, { onlyLast });
    const fault = faultOf(settled);
    return {
      data: { root, changed: true, transactions: settled.map(({ transaction }) => changeData(transaction)), listed },
      lines: [
        ...takenBackLines(text, settled),
        ...(listed.length === 0 ? [] : [say.listed, ...listed.map((line) => `  ${line}`)]),
      ],
      ...(fault === undefined ? {} : { fault }),
    };
  },
};

function wouldRevert(cli: Cli, root: string, { profile, steps }: Transaction): string[] {
  const say = cli.text.words.tune.apply;
  const { tree } = boardAt(root, cli.tools.at);
  const lines = steps.toReversed().map((step) => {
    switch (standingOf(step, tree)) {
      case 'ours':
      case null:
        return say.wouldRestore(targetOf(step));
      case 'before':
        return say.isBefore(targetOf(step));
      case 'else':
        return `  ${say.drift.changed(targetOf(step))}`;
    }
  });
  return [say.wouldRevert(profile), ...lines];
}

/** What a timer and a unit run, and what settles what a crash left: no one needs to know it. */
export const tuneRecoverCommand: CommandSpec = {
  name: 'tune recover',
  summary: 'take back what was never confirmed, and finish what ended halfway',
  options: [rootOption, ['--unconfirmed <id>', 'take this change back even if it still has time']],
  examples: ['membridge tune recover', 'membridge tune recover --unconfirmed 0123456789abcdef'],
  hidden: true,
  async run(cli, _args, options) {
    const root = rootIn(cli, options);
    requireRoot(cli, root, commandWords('recover', options));
    const settled = await recoverHere(root, cli.tools, valueOf(options, 'unconfirmed') ?? null);
    const fault = faultOf(settled);
    return {
      data: {
        root,
        changed: settled.length > 0,
        transactions: settled.map(({ transaction }) => changeData(transaction)),
      },
      lines: takenBackLines(cli.text, settled),
      ...(fault === undefined ? {} : { fault }),
    };
  },
};

function rootIn(cli: Cli, options: Options): string {
  return boardAt(valueOf(options, 'root') ?? '/', cli.tools.at).root;
}
