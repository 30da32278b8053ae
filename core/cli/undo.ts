import { planUndo, undo, type UndoPlan } from '../engine/undo.ts';
import { compose, type Composed } from '../host/compose.ts';
import { runReplacing } from '../host/replacing.ts';
import { rowCount } from '../model/content.ts';
import type { HistoryEntry } from '../model/history.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { confirm, consentOf, requireAnswerable } from './confirm.ts';
import { undoOnce } from './merge-undo.ts';
import { rowsNow } from './restore.ts';
import { sourceRows } from './source-rows.ts';

export const undoCommand: CommandSpec = {
  name: 'undo',
  summary: 'take the last act back: one step; what is here now is kept',
  options: [['--everywhere', 'where records are merged: also what came from others, on all machines'], dryRunOption],
  examples: ['membridge undo --dry-run', 'membridge undo', 'membridge undo --yes', 'membridge undo --everywhere --yes'],
  async run(cli, _args, options) {
    const dryRun = flag(options, 'dryRun');
    const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
    try {
      const { merge } = composed;
      if (merge === null) return await takeBack(cli, composed, dryRun);
      if (!dryRun) requireAnswerable(cli, cli.text.words.history.undoAct);
      return await undoOnce(cli, { ...composed, merge }, { everywhere: flag(options, 'everywhere'), dryRun });
    } finally {
      composed.close();
    }
  },
};

async function takeBack(cli: Cli, composed: Composed, dryRun: boolean): Promise<Outcome> {
  const { words } = cli.text;
  const plan = planUndo(composed.machine);
  if (plan.kind === 'publish-again') await composed.requireProject();
  const { line, data } = await shown(cli, composed, plan);
  if (dryRun) return { data: { ...data, dryRun }, lines: [line] };
  requireAnswerable(cli, words.history.undoAct);
  if (!(await confirm(cli, [line], words.history.undoQuestion, words.history.undoAct))) {
    return { data: { ...data, dryRun, historyId: null }, lines: [words.nothingChanged] };
  }
  const replaces = plan.kind === 'put-back';
  const entry = await runReplacing(composed, consentOf(cli, false), replaces, (machine) =>
    undo(machine, plan, cli.watch),
  );
  return {
    data: { ...data, dryRun, historyId: entry.id, restorePoint: entry.restorePoint },
    lines: doneLines(cli, plan, entry),
  };
}

async function shown(
  cli: Cli,
  { machine }: Composed,
  plan: UndoPlan,
): Promise<{ line: string; data: Record<string, unknown> }> {
  const { words } = cli.text;
  const { entry } = plan;
  const act = words.history.acts[entry.act];
  if (plan.kind === 'publish-again') {
    const { revision, label } = plan.loser;
    return {
      line: words.history.undoPublish(act, entry.id, revision, label),
      data: { undoes: entry.id, act: entry.act, kind: plan.kind, revision },
    };
  }
  const now = await rowsNow(machine);
  const then = machine.state.restorePoints().find(({ id }) => id === plan.restorePoint)?.rows ?? {};
  const count = (rows: typeof now) => (rows === null ? words.noRows : words.rows(rowCount(rows)));
  const { kind } = machine.source;
  return {
    line: words.history.undoPutBack(act, entry.id, count(now), count(then)),
    data: {
      undoes: entry.id,
      act: entry.act,
      kind: plan.kind,
      rowsNow: now === null ? null : sourceRows(kind, now),
      rowsThen: sourceRows(kind, then),
    },
  };
}

function doneLines(cli: Cli, plan: UndoPlan, entry: HistoryEntry): string[] {
  const { words } = cli.text;
  if (plan.kind === 'publish-again') return [words.history.undoneThere(plan.entry.id, entry.head?.revision ?? 0)];
  const done = words.history.undoneHere(plan.entry.id, words.rows(rowCount(entry.rowsAfter ?? {})));
  return entry.restorePoint === null ? [done] : [done, words.sync.keptAs(entry.restorePoint)];
}
