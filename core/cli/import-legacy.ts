import { compose } from '../host/compose.ts';
import { importLegacy, type ImportPlan, type Imported } from '../host/legacy-import.ts';
import { rowCount } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Options, type Outcome } from './cli.ts';
import { confirm, consentOf } from './confirm.ts';
import { listLegacy } from './legacy-list.ts';
import { legacyOptions, legacySideOf } from './legacy-side.ts';
import { sourceRows } from './source-rows.ts';

export const importLegacyCommand: CommandSpec = {
  name: 'import-legacy',
  summary: 'take the memory that the Python membridge keeps in its bucket; nothing there is changed',
  options: [...legacyOptions, ['--list', 'show what the Python membridge keeps there, and stop'], dryRunOption],
  examples: [
    'membridge import-legacy --list',
    'membridge import-legacy --env-file ~/.claude-mem-minio/config.env --dry-run',
    'membridge import-legacy --env-file ~/.claude-mem-minio/config.env --yes',
    'membridge import-legacy --prefix-id 21c2e59531c8c9ee',
    'membridge import-legacy --folder ./copy-of-the-bucket --project mem',
  ],
  run: (cli, _args, options) => (flag(options, 'list') ? listLegacy(cli, options) : takeOver(cli, options)),
};

async function takeOver(cli: Cli, options: Options): Promise<Outcome> {
  const dryRun = flag(options, 'dryRun');
  const { words } = cli.text;
  const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
  try {
    const { id, ...side } = await legacySideOf(cli, options);
    if (id === null) throw fail('not-connected', { home: cli.homePath });
    const wish = {
      dryRun,
      // Where no memory is here nothing can be replaced: as the first pull, it needs no yes.
      agree: async (plan: ImportPlan) =>
        plan.here === 'absent' ||
        confirm(cli, planLines(cli, plan), words.legacy.importQuestion, words.legacy.importAct),
    };
    const imported = await importLegacy(composed, { ...side, id }, wish, consentOf(cli, dryRun), cli.watch);
    const { kind } = composed.machine.source;
    return { data: { dryRun, ...dataOf(imported, kind) }, lines: await linesOf(cli, imported, dryRun, side.bucket) };
  } finally {
    composed.close();
  }
}

function dataOf({ plan, point, entry }: Imported, kind: string): Record<string, unknown> {
  const { project, image, difference } = plan;
  const sums = (rows: Readonly<Record<string, number>> | undefined) => (rows === undefined ? null : rowCount(rows));
  return {
    project: { id: project.id, name: project.manifest?.project ?? null },
    manifest: project.manifest,
    isManifestStale: plan.isManifestStale,
    lease: project.lease,
    audits: project.audits,
    findings: project.findings,
    sha256: image.sha256,
    bytes: image.bytes,
    rows: sourceRows(kind, image.content.rows),
    here: plan.here,
    onlyHere: sums(difference?.onlyFirst),
    onlyThere: sums(difference?.onlySecond),
    changed: entry !== null,
    importedAs: point?.id ?? null,
    restorePoint: entry?.restorePoint ?? null,
    historyId: entry?.id ?? null,
  };
}

function planLines(cli: Cli, { project, image, here, difference, isManifestStale }: ImportPlan): string[] {
  const { words, format } = cli.text;
  const say = words.legacy;
  const rows = words.rows(rowCount(image.content.rows));
  const { manifest } = project;
  return [
    manifest === null || isManifestStale
      ? say.foundBare(project.id, rows, format.bytes(image.bytes))
      : say.found(
          manifest.project,
          project.id,
          manifest.source_host,
          manifest.timestamp,
          rows,
          format.bytes(image.bytes),
        ),
    ...(isManifestStale ? [say.staleManifest] : []),
    ...project.findings,
    ...(project.lease === null ? [] : [say.lease(project.lease.primary_node_id, project.lease.epoch)]),
    ...(here === 'absent' ? [say.nothingHere] : []),
    ...(here === 'unsound' ? [say.unsoundHere] : []),
    ...(difference === null
      ? []
      : [say.difference(words.rows(rowCount(difference.onlyFirst)), words.rows(rowCount(difference.onlySecond)))]),
  ];
}

async function linesOf(
  cli: Cli,
  { plan, point, entry }: Imported,
  dryRun: boolean,
  bucket: { hasBloomArtifacts(): Promise<boolean> },
): Promise<string[]> {
  const { words } = cli.text;
  const say = words.legacy;
  const bloom = (await bucket.hasBloomArtifacts()) ? [say.bloom] : [];
  if (plan.here === 'same') return [say.same, ...bloom];
  if (dryRun) return [...planLines(cli, plan), ...bloom, words.dryRun];
  if (entry === null || point === null) return [words.nothingChanged];
  return [
    say.imported(words.rows(rowCount(plan.image.content.rows)), point.id),
    ...(entry.restorePoint === null ? [] : [words.sync.keptAs(entry.restorePoint)]),
    ...bloom,
    `${words.hint}: ${say.importHint}`,
  ];
}
