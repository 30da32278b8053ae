import { resolve } from 'node:path';
import { readHeads } from '../engine/lock/heads.ts';
import { compose } from '../host/compose.ts';
import { connect, openPlanned, type JoinedProject } from '../host/compose/connect.ts';
import { planConnection, type ConnectPlan } from '../host/compose/connect-plan.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { firstMerge } from '../host/first-merge.ts';
import type { ConnectionWish } from '../host/connection-wish.ts';
import { observedStatus } from '../host/observed-status.ts';
import { rowCount } from '../model/content.ts';
import type { Connection } from '../model/settings.ts';
import type { Cli, CommandSpec, Options, Outcome } from './cli.ts';
import { dryRunOption, flag, valueOf } from './cli.ts';
import { askYes } from './confirm.ts';
import { envFileOption, withEnvFile } from './env-file-option.ts';
import { passphraseFor } from './passphrase.ts';
import { sourceRows } from './source-rows.ts';
import { bucketOf, storeLines, storeOf, storeOptions } from './store-option.ts';
import { statusData } from './status.ts';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'connect this machine to the folder or bucket where the memory is kept',
  options: [
    ['--folder <dir>', 'where the memory is kept: a synced or shared folder, a stick'],
    ...storeOptions,
    ['--local-history', 'keep a history on this machine alone, in the home folder'],
    ['--project <name>', 'machines with the same project share one memory (default: mem)'],
    [
      '--mode <mode>',
      'merge: all machines write (the default for claude-mem); mirror: whole images, one publishes at a time',
    ],
    ['--source <file>', "the memory; default: claude-mem's own database"],
    ['--label <name>', 'what people call this machine (default: its host name)'],
    ['--passphrase-file <file>', 'the passphrase that opens the memory; without it you are asked'],
    ['--no-encryption', 'keep everything readable by anybody who can read the folder or bucket'],
    envFileOption,
    ['--reconnect', 'give up the connection that this machine has now'],
    dryRunOption,
  ],
  examples: [
    'membridge init --folder ~/Sync/memory',
    'membridge init --folder /media/stick/memory --label laptop --passphrase-file ~/.memory-passphrase',
    'membridge init --s3 https://store.example:9000 --bucket memory --create-bucket',
    'membridge init --store hetzner --region fsn1 --bucket memory',
    'membridge init --store r2 --account 0123456789abcdef0123456789abcdef --bucket memory',
    'membridge init --folder ~/Sync/memory --mode mirror',
    'membridge init --env-file ~/.claude-mem-minio/config.env',
    'membridge init --folder ./memory --source ./notes.db --project notes --dry-run',
  ],
  run: init,
};

async function init(plainCli: Cli, _args: readonly string[], given: Options): Promise<Outcome> {
  const { cli, options } = await withEnvFile(plainCli, given);
  return connectMachine(cli, wishOf(cli, options), {
    passphraseFile: valueOf(options, 'passphraseFile'),
    dryRun: flag(options, 'dryRun'),
  });
}

/** For `init` and `project pin`: plans, asks where somebody can be asked, connects, shows where the machine stands. */
export async function connectMachine(
  cli: Cli,
  wish: ConnectionWish,
  how: { passphraseFile: string | undefined; dryRun: boolean },
): Promise<Outcome> {
  const files = homeFiles(cli.homePath, cli.tools);
  const plan = await planConnection(wish, files, cli.tools);
  if (plan.kind === 'unchanged') return unchanged(cli, plan.connection);
  const isNew = plan.project === null;
  const needsPassphrase = plan.encryption === 'age';
  const passphrase = needsPassphrase ? await passphraseFor(cli, { file: how.passphraseFile, isNew }) : null;
  const joined = await openPlanned(plan, passphrase);
  const moves =
    plan.draft.mode === 'merge'
      ? { ...(await firstMerge(plan, joined, files, cli.tools, cli.watch)), bothHave: false }
      : await firstSync(plan, joined);
  const store = storeOf(wish.s3?.store, plan.draft.remote);
  const cautions = storeLines(store, cli.text);
  const planned = [...planLines(cli, plan, moves), ...cautions];
  const data = {
    changed: !how.dryRun,
    created: isNew,
    dryRun: how.dryRun,
    plan: { ...moves, delete: 0 },
    otherProjects: plan.otherProjects,
    store: store?.name ?? null,
    cautions,
  };
  if (how.dryRun) return { data: { ...data, ...plannedData(plan) }, lines: [...planned, cli.text.words.dryRun] };
  if (cli.terminal.isInteractive && !cli.yes) {
    for (const line of planned) cli.note(line);
    if (!(await askYes(cli, cli.text.words.connect.question)))
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
  }
  const { connection, how: became } = await connect(plan, passphrase, joined, files, cli.tools);
  const outcome = await connected(cli, { ...data, created: became === 'created' }, connection, moves);
  return { ...outcome, lines: [...outcome.lines, ...cautions] };
}

function wishOf(cli: Cli, options: Options): ConnectionWish {
  const path = (name: string) => {
    const value = valueOf(options, name);
    return value === undefined ? undefined : resolve(cli.tools.at.folder, value);
  };
  return {
    folder: path('folder'),
    localHistory: flag(options, 'localHistory'),
    s3: bucketOf(cli, options, path('ca')),
    project: valueOf(options, 'project'),
    source: path('source'),
    label: valueOf(options, 'label'),
    mode: valueOf(options, 'mode'),
    // commander turns --no-encryption into encryption: false.
    noEncryption: options['encryption'] === false,
    reconnect: flag(options, 'reconnect'),
  };
}

interface Moves {
  readonly upload: number;
  readonly bring: number;
}

/** Rows that the first sync will move: none where both sides hold the same; where they differ it asks first. */
async function firstSync(
  { source, digest, remote }: ConnectPlan,
  joined: JoinedProject | null,
): Promise<Moves & { bothHave: boolean }> {
  const here = source.kind === 'present' ? rowCount(source.facts.rows) : 0;
  const view =
    joined === null ? { kind: 'none' as const } : (await readHeads({ remote, seal: joined.seal }, null)).view;
  const head = view.kind === 'one' ? view.head : view.kind === 'diverged' ? view.heads[0] : undefined;
  const there = head === undefined ? 0 : rowCount(head.content.rows);
  if (view.kind === 'one' && view.head.content.digest === digest) return { upload: 0, bring: 0, bothHave: false };
  if (head !== undefined && here > 0) return { upload: 0, bring: 0, bothHave: true };
  return { upload: head === undefined ? here : 0, bring: there, bothHave: false };
}

function planLines(cli: Cli, plan: ConnectPlan, moves: Moves & { bothHave: boolean }): string[] {
  const { words } = cli.text;
  const say = words.connect;
  const { project, source } = plan.draft;
  const { where } = plan.remote;
  const isFolder = plan.draft.remote.kind === 'folder';
  return [
    plan.project === null ? say.wouldCreate(project, where) : say.wouldJoin(project, where),
    ...(plan.makesPlace ? [isFolder ? say.makesFolder(where) : say.makesBucket(where)] : []),
    ...(where.startsWith('http:') ? [say.plainHttp] : []),
    plan.encryption === 'none' ? say.plain : say.sealed,
    plan.source.kind === 'present'
      ? say.memory(source.path, words.rows(rowCount(plan.source.facts.rows)))
      : say.noMemory(source.path),
    moves.bothHave ? say.bothHave : say.plan(words.rows(moves.upload), words.rows(moves.bring)),
    ...(plan.otherProjects.length > 0 ? [say.otherProjects(plan.otherProjects.join(', '))] : []),
  ];
}

function plannedData({ draft, encryption, source, remote }: ConnectPlan): Record<string, unknown> {
  const rows = source.kind === 'present' ? source.facts.rows : {};
  return {
    project: { name: draft.project, id: draft.projectId },
    device: { id: null, label: draft.label },
    mode: draft.mode,
    state: source.kind === 'present' ? 'pending' : 'setup',
    source: { ...draft.source, exists: source.kind === 'present', rows: sourceRows(draft.source.kind, rows) },
    remote: { kind: remote.kind, where: remote.where, encryption },
  };
}

async function connected(
  cli: Cli,
  data: Record<string, unknown>,
  connection: Connection,
  moves: Moves & { bothHave: boolean },
): Promise<Outcome> {
  const { words } = cli.text;
  const say = words.connect;
  const { status, where } = await statusOf(cli);
  const isHere = status.source.exists;
  const state = isHere ? status.state : 'setup';
  const lines = [
    data['created'] === true ? say.created(connection.project, where) : say.joined(connection.project, where),
    ...(status.remote.grade === null ? [] : [`${words.status.grade}: ${words.status.grades[status.remote.grade]}.`]),
    ...(where.startsWith('http:') ? [say.plainHttp] : []),
    connection.encryption === 'none' ? say.plain : say.keepPassphrase,
    moves.bothHave ? say.bothHave : say.plan(words.rows(moves.upload), words.rows(moves.bring)),
    ...(isHere ? [] : [say.noMemory(status.source.path)]),
    `${words.hint}: ${isHere ? say.next : say.nextWithoutMemory}`,
  ];
  return { data: { ...statusData({ ...status, state }), ...data }, lines };
}

async function unchanged(cli: Cli, connection: Connection): Promise<Outcome> {
  const { status, where } = await statusOf(cli);
  const state = status.source.exists ? status.state : 'setup';
  const lines = [cli.text.words.connect.unchanged(connection.project, where)];
  return { data: { ...statusData({ ...status, state }), changed: false, created: false, dryRun: false }, lines };
}

async function statusOf(cli: Cli) {
  const composed = await compose(cli.homePath, 'look', cli.tools);
  try {
    return { status: await observedStatus(composed, cli.watch), where: composed.machine.remote.where };
  } finally {
    composed.close();
  }
}
