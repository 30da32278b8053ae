import { boardAt } from '../host/compose/board.ts';
import { lookAtChanges } from '../host/compose/board-look.ts';
import { standingOf } from '../model/tune/standing.ts';
import type { Transaction } from '../model/tune/transaction.ts';
import type { BoardTree } from '../model/tune/tree.ts';
import { confirmLeftMs, standing } from '../model/tune/verdict.ts';
import type { Text } from '../text/text.ts';
import { type CommandSpec, valueOf } from './cli.ts';
import { tableLines } from './table.ts';
import { commandLine, commandWords } from './tune-root.ts';
import { changeData, takenBackLines, targetOf } from './tune-change-lines.ts';
import { rootOption } from './tune.ts';

export const tuneStatusCommand: CommandSpec = {
  name: 'tune status',
  summary: 'say what was applied, whether it waits for a word, and whether it still stands; changes nothing',
  options: [rootOption],
  examples: ['membridge tune status', 'membridge tune status --json', 'membridge tune status --root ./copied-tree'],
  run(cli, _args, options) {
    const { text, tools } = cli;
    const say = text.words.tune.apply;
    const { root, tree, facts } = boardAt(valueOf(options, 'root') ?? '/', tools.at);
    const { journal, moment } = lookAtChanges(root, tools);
    const leftMs = confirmLeftMs(journal, moment);
    const all = standing(journal);
    const known = new Set(all.flatMap(({ steps }) => steps.map(targetOf)));
    const strays = facts.own.filter(({ kind, path }) => kind === 'ours' && !known.has(path)).map(({ path }) => path);
    const [newest] = all;
    const last = journal.transactions.at(-1);
    const state = newest === undefined ? 'none' : stateOf(newest, leftMs);
    const data = {
      root,
      state,
      leftMs,
      transactions: all.map((each) => ({ ...changeData(each), steps: stepsOf(each, tree) })),
      lastTakenBack: last?.state.kind === 'reverted' ? changeData(last) : null,
      strays,
    };
    const lines = [
      ...(newest === undefined ? [say.nothingStands] : []),
      ...all.flatMap((each) => changeLines(text, each, tree, leftMs)),
      ...(state === 'unsettled'
        ? [say.status.recover(commandLine(cli, options['root'] !== undefined, commandWords('revert', options)))]
        : []),
      ...(last?.state.kind === 'reverted'
        ? takenBackLines(text, [{ transaction: last }]).map((line, index) =>
            index === 0 ? `${text.format.date(last.state.kind === 'reverted' ? last.state.at : 0)}: ${line}` : line,
          )
        : []),
      ...strays.map((path) => say.status.unknownFile(path)),
    ];
    return Promise.resolve({ data, lines });
  },
};

type StatusState = 'waiting' | 'in-force' | 'unsettled';

function stateOf({ state }: Transaction, leftMs: number | null): StatusState {
  if (state.kind === 'confirmed') return 'in-force';
  return state.kind === 'applied' && leftMs !== null ? 'waiting' : 'unsettled';
}

function stepsOf({ steps }: Transaction, tree: BoardTree): { target: string; standing: string | null }[] {
  return steps.map((step) => ({ target: targetOf(step), standing: standingOf(step, tree) }));
}

function changeLines(text: Text, tx: Transaction, tree: BoardTree, leftMs: number | null): string[] {
  const { status: say } = text.words.tune.apply;
  const { state, profile } = tx;
  const head =
    state.kind === 'confirmed'
      ? say.inForce(profile, text.format.date(state.at))
      : stateOf(tx, leftMs) === 'waiting'
        ? say.waits(profile, text.format.duration(leftMs ?? 0))
        : say.unsettled(profile);
  const rows = tx.steps.map((step) => {
    const now = standingOf(step, tree);
    return [targetOf(step), now === null ? say.unitStep : say.standings[now]];
  });
  return [head, ...tableLines(rows, '  ')];
}
