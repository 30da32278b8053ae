import { resolve } from 'node:path';
import { importFrom, sum, type FilePlan, type Imported } from '../host/acts/import.ts';
import { compose } from '../host/compose.ts';
import { dryRunOption, flag, type Cli, type CommandSpec } from './cli.ts';
import { confirm, consentOf, requireAnswerable } from './confirm.ts';
import { rowsByKind } from './rows-by-kind.ts';

export const importCommand: CommandSpec = {
  name: 'import',
  summary: 'add the rows of a file of `membridge export` that are not here; nothing here is changed',
  args: [['<file>', 'as `membridge export` wrote it']],
  options: [dryRunOption],
  examples: [
    'membridge import memory.jsonl --dry-run',
    'membridge import memory.jsonl',
    'membridge import memory.jsonl --yes',
  ],
  async run(cli, [file = ''], options) {
    const dryRun = flag(options, 'dryRun');
    const { export: say, ...words } = cli.text.words;
    const from = resolve(cli.tools.at.folder, file);
    const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
    try {
      const agree = (plan: FilePlan) => confirm(cli, planLines(cli, from, plan), say.question, say.act);
      const acting = { tools: cli.tools, consent: consentOf(cli, dryRun), watch: cli.watch };
      if (!dryRun) requireAnswerable(cli, say.act);
      const done = await importFrom(composed, { from, dryRun, agree }, acting);
      const isMerged = composed.merge !== null;
      return { data: { file: from, dryRun, ...dataOf(done) }, lines: linesOf(cli, from, done, isMerged, words.hint) };
    } finally {
      composed.close();
    }
  },
};

function dataOf({ plan, state, added, left, restorePoint, historyId }: Imported): Record<string, unknown> {
  const { setAside, lacking, there } = plan;
  const rows = rowsByKind(state === 'done' ? added : plan.added);
  return { state, added: rows, there, setAside, lacking, left, restorePoint, historyId };
}

function planLines({ text: { words } }: Cli, file: string, plan: FilePlan): string[] {
  const say = words.export;
  return [say.plan(file, words.rows(sum(plan.added)), words.rows(plan.there)), ...troubleLines(words, plan)];
}

function troubleLines(words: Cli['text']['words'], { setAside, lacking }: FilePlan): string[] {
  const say = words.export;
  return [
    ...(setAside.lines === 0 ? [] : [say.setAside(setAside.lines)]),
    ...setAside.first.map(({ line, finding }) => say.line(line, finding)),
    ...(lacking === 0 ? [] : [say.lacking(words.rows(lacking))]),
  ];
}

function linesOf(cli: Cli, file: string, done: Imported, isMerged: boolean, hint: string): string[] {
  const { words } = cli.text;
  const { export: say } = words;
  const { plan, state, added, left, restorePoint, canUndo } = done;
  switch (state) {
    case 'planned':
      return [...planLines(cli, file, plan), words.dryRun];
    case 'declined':
      return [words.nothingChanged];
    case 'nothing':
      return [say.nothing(file), ...troubleLines(words, plan)];
    case 'done': {
      const undone = isMerged ? say.next : say.nextMirror;
      return [
        say.done(words.rows(sum(added)), file),
        ...(left === null ? [] : [say.left(words.rows(left.rows), left.finding)]),
        ...troubleLines(words, plan),
        ...(restorePoint === null ? [] : [words.sync.keptAs(restorePoint)]),
        `${hint}: ${canUndo || restorePoint === null ? undone : say.undoByCopy(restorePoint)}`,
      ];
    }
  }
}
