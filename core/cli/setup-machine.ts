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
import type { Cli, Outcome } from './cli.ts';
import { sourceRows } from './source-rows.ts';
import { storeLines, storeOf } from './store-option.ts';
import { statusData } from './status.ts';

/** What connecting works with, whoever asked for it. */
export type SetupPlace = Pick<Cli, 'tools' | 'homePath' | 'text' | 'watch'>;

/** What is asked on the way. */
export interface SetupAnswers {
  readonly dryRun: boolean;
  /** The passphrase that opens the project, or that a new one shall have; asked only where there is encryption. */
  passphrase(isNew: boolean): Promise<string>;
  /** Whether to go on, after what would be done. */
  agrees(planned: readonly string[]): Promise<boolean>;
}

/**
 * Plans, asks, connects, and says where the machine stands then. Faults: those of planConnection, openPlanned and connect; a
 * wrong passphrase leaves no trace here or there.
 */
export async function setUpMachine(
  cli: SetupPlace,
  wish: ConnectionWish,
  { dryRun, passphrase: ask, agrees }: SetupAnswers,
): Promise<Outcome> {
  const files = homeFiles(cli.homePath, cli.tools);
  const plan = await planConnection(wish, files, cli.tools);
  if (plan.kind === 'unchanged') return unchanged(cli, plan.connection);
  const isNew = plan.project === null;
  const needsPassphrase = plan.encryption === 'age';
  const passphrase = needsPassphrase ? await ask(isNew) : null;
  const joined = await openPlanned(plan, passphrase);
  const moves =
    plan.draft.mode === 'merge'
      ? { ...(await firstMerge(plan, joined, files, cli.tools, cli.watch)), bothHave: false }
      : await firstSync(plan, joined);
  const store = storeOf(wish.s3?.store, plan.draft.remote);
  const cautions = storeLines(store, cli.text);
  const planned = [...planLines(cli, plan, moves), ...cautions];
  const data = {
    changed: !dryRun,
    created: isNew,
    dryRun,
    makesPlace: plan.makesPlace,
    plan: { ...moves, delete: 0 },
    otherProjects: plan.otherProjects,
    store: store?.name ?? null,
    cautions,
  };
  if (dryRun) return { data: { ...data, ...plannedData(plan) }, lines: [...planned, cli.text.words.dryRun] };
  if (!(await agrees(planned))) return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
  const { connection, how: became } = await connect(plan, passphrase, joined, files, cli.tools);
  const outcome = await connected(cli, { ...data, created: became === 'created' }, connection, moves);
  return { ...outcome, lines: [...outcome.lines, ...cautions] };
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

function planLines(cli: SetupPlace, plan: ConnectPlan, moves: Moves & { bothHave: boolean }): string[] {
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
  cli: SetupPlace,
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

async function unchanged(cli: SetupPlace, connection: Connection): Promise<Outcome> {
  const { status, where } = await statusOf(cli);
  const state = status.source.exists ? status.state : 'setup';
  const lines = [cli.text.words.connect.unchanged(connection.project, where)];
  return { data: { ...statusData({ ...status, state }), changed: false, created: false, dryRun: false }, lines };
}

async function statusOf(cli: SetupPlace) {
  const composed = await compose(cli.homePath, 'look', cli.tools);
  try {
    return { status: await observedStatus(composed, cli.watch), where: composed.machine.remote.where };
  } finally {
    composed.close();
  }
}
