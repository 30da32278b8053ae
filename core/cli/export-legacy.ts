import { compose } from '../host/compose.ts';
import { exportLegacy, type Exported, type ExportPlan } from '../host/legacy-export.ts';
import { rowCount } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Options, type Outcome } from './cli.ts';
import { confirm } from './confirm.ts';
import { legacyOptions, legacySideOf } from './legacy-side.ts';
import { sourceRows } from './source-rows.ts';

export const exportLegacyCommand: CommandSpec = {
  name: 'export-legacy',
  summary: 'give the memory here to machines that still run the Python membridge, under its lock',
  options: [...legacyOptions, dryRunOption],
  examples: [
    'membridge export-legacy --dry-run',
    'membridge export-legacy --env-file ~/.claude-mem-minio/config.env',
    'membridge export-legacy --env-file ~/.claude-mem-minio/config.env --yes',
  ],
  run: give,
};

async function give(cli: Cli, _args: readonly string[], options: Options): Promise<Outcome> {
  const dryRun = flag(options, 'dryRun');
  const { words } = cli.text;
  const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
  try {
    const { id, ...side } = await legacySideOf(cli, options);
    if (id === null) throw fail('not-connected', { home: cli.homePath });
    const { where } = side.bucket;
    const wish = {
      dryRun,
      agree: (plan: ExportPlan) =>
        confirm(cli, planLines(cli, plan, where), words.legacy.exportQuestion, words.legacy.exportAct),
    };
    const exported = await exportLegacy(composed, { ...side, id }, wish, cli.watch);
    const data = { dryRun, where, ...dataOf(exported, composed.machine.source.kind) };
    return { data, lines: linesOf(cli, exported, dryRun, where) };
  } finally {
    composed.close();
  }
}

function dataOf({ plan, isDone, kept }: Exported, kind: string): Record<string, unknown> {
  const { gift, taken, there, difference } = plan;
  const sums = (rows: Readonly<Record<string, number>> | undefined) => (rows === undefined ? null : rowCount(rows));
  return {
    project: { id: gift.id, name: gift.project },
    sha256: gift.sha256,
    bytes: gift.bytes,
    rows: sourceRows(kind, taken.rows),
    there,
    onlyHere: sums(difference?.onlyFirst),
    onlyThere: sums(difference?.onlySecond),
    changed: isDone,
    keptAs: kept?.id ?? null,
  };
}

function planLines(cli: Cli, { gift, taken, there, difference }: ExportPlan, where: string): string[] {
  const { words } = cli.text;
  const say = words.legacy;
  return [
    say.exportPlan(words.rows(rowCount(taken.rows)), where, gift.id),
    ...(there === 'first' ? [say.exportFirst] : []),
    ...(there === 'unsound' ? [say.exportOverDamaged] : []),
    ...(difference === null
      ? []
      : [
          say.exportDifference(words.rows(rowCount(difference.onlyFirst)), words.rows(rowCount(difference.onlySecond))),
        ]),
  ];
}

function linesOf(cli: Cli, { plan, isDone, kept }: Exported, dryRun: boolean, where: string): string[] {
  const { words, format } = cli.text;
  const say = words.legacy;
  if (plan.there === 'same') return [say.exportSame];
  if (dryRun) return [...planLines(cli, plan, where), words.dryRun];
  if (!isDone) return [words.nothingChanged];
  return [
    say.exported(words.rows(rowCount(plan.taken.rows)), format.bytes(plan.gift.bytes), where),
    ...(kept === null ? [] : [say.exportedKept(kept.id)]),
    `${words.hint}: ${say.exportHint}`,
  ];
}
