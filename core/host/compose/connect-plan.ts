import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { projectIdOf, projectIdSchema, type Sha256 } from '../../model/ids.ts';
import type { ProjectFile } from '../../model/project-file.ts';
import type { Connection, RemoteSettings } from '../../model/settings.ts';
import type { SourceState } from '../../ports/source.ts';
import { compareWish, type ConnectionWish } from '../connection-wish.ts';
import { isLocalHistory, localHistoryFolder } from '../local-history.ts';
import type { HomeFiles } from './home-files.ts';
import { realPath, requireApart } from './paths.ts';
import { lookAtPlace, type SeenPlace } from './place-look.ts';
import { chooseSource, sourceAt, type SourceTools } from './source.ts';
import type { Tools } from './tools.ts';
import { wishedRemote } from './wished-remote.ts';

/** What connecting will do. Made by looking only: neither home nor remote was touched. */
export interface ConnectPlan extends SeenPlace {
  readonly kind: 'connect';
  /** All but what the project decides. */
  readonly draft: Omit<Connection, 'repoId' | 'encryption'>;
  readonly encryption: Connection['encryption'];
  readonly source: SourceState;
  /** Of the memory here; null where there is none. */
  readonly digest: Sha256 | null;
  /** Set where something was connected before. */
  readonly replaces: Connection | null;
}

export type Plan = ConnectPlan | { readonly kind: 'unchanged'; readonly connection: Connection };

/** The project's name where nobody gave one. */
const projectDefault = 'mem';
const labelCharsMax = 100;

/**
 * Looks at home, memory and remote and says what `init` would do. Faults: `already-connected`, `mode-unavailable`,
 * `mode-mismatch`, `project-sealed`, `project-plain`, `remote-folder-inside`, `usage`, those of remote and source.
 */
export async function planConnection(wish: ConnectionWish, files: HomeFiles, tools: Tools): Promise<Plan> {
  requireMode(wish.mode);
  const { wanted, before, home } = await placeOf(wish, files);
  if (before !== null && compareWish(wanted, before) === 'same' && !wanted.reconnect)
    return { kind: 'unchanged', connection: before };
  const place = wishedRemote(wanted, before?.remote ?? null);
  return withSourceTools(files, tools, async (sourceTools) => {
    const source = await chooseSource(wanted.source ?? before?.source.path, sourceTools);
    if (place.kind === 'folder' && !isLocalHistory(place, home))
      requireApart(place.folder, home, await realPath(source.path));
    const live = await lookAtSource(source, sourceTools);
    const draft = draftOf(wanted, { before, place, source }, tools);
    const there = await lookAtRemote(draft, wanted, files, tools);
    const mode = modeOf(wanted, there.project, draft, live.source);
    return { ...there, draft: { ...draft, mode }, ...live, replaces: before };
  });
}

/**
 * The history of this machine alone is the one folder in the home, is not sealed and is merged. Whoever has that gives nothing
 * up by connecting to others: it need not be said.
 */
function placed(wish: ConnectionWish, before: Connection | null, home: string): ConnectionWish {
  if (wish.localHistory === true) return { ...wish, folder: localHistoryFolder(home), noEncryption: true };
  const names = wish.folder !== undefined || wish.s3 !== undefined;
  return names && isLocalHistory(before?.remote, home) ? { ...wish, reconnect: true } : wish;
}

function requireMode(mode: string | undefined): void {
  if (mode === undefined || isMode(mode)) return;
  throw fail('setting-invalid', { key: '--mode', value: mode, expected: 'one of merge, mirror' });
}

function isMode(mode: string | undefined): mode is Connection['mode'] {
  return mode === 'merge' || mode === 'mirror';
}

/** The mode is the project's. A new one merges where we understand the rows; only claude-mem's we do. */
function modeOf(
  wish: ConnectionWish,
  project: ProjectFile | null,
  { mode, source }: ConnectPlan['draft'],
  { kind }: SourceState,
): Connection['mode'] {
  const isForeign = kind === 'present' && source.kind === 'sqlite-file';
  if (project !== null) {
    if (project.mode === 'merge' && isForeign)
      throw fail('source-kind-differs', { path: source.path, here: source.kind, there: 'claude-mem' });
    return project.mode;
  }
  if (wish.mode === 'merge' && isForeign) throw fail('mode-unavailable', { mode: wish.mode, path: source.path });
  return mode === 'merge' && isForeign ? 'mirror' : mode;
}

/** What a wish means on this machine, with what is connected now. Throws as planConnection does. */
export async function placeOf(
  wish: ConnectionWish,
  { home: { folder }, settings }: Pick<HomeFiles, 'home' | 'settings'>,
): Promise<{ readonly wanted: ConnectionWish; readonly before: Connection | null; readonly home: string }> {
  const before = settings.read().connection ?? null;
  const home = await realPath(folder);
  return { wanted: await withRealPaths(placed(wish, before, home)), before, home };
}

async function withRealPaths(wish: ConnectionWish): Promise<ConnectionWish> {
  return wish.folder === undefined ? wish : { ...wish, folder: await realPath(wish.folder) };
}

function draftOf(
  wish: ConnectionWish,
  { before, place, source }: { before: Connection | null; place: RemoteSettings; source: Connection['source'] },
  { at }: Tools,
): ConnectPlan['draft'] {
  return {
    ...projectOf(wish, before, at),
    mode: isMode(wish.mode) ? wish.mode : (before?.mode ?? (source.kind === 'claude-mem' ? 'merge' : 'mirror')),
    remote: place,
    source,
    label: requireText('--label', wish.label ?? before?.label ?? usualLabel(at), labelCharsMax),
  };
}

/** The project that is meant. Throws `setting-invalid`. */
export function projectOf(
  wish: Pick<ConnectionWish, 'project' | 'projectId'>,
  before: Pick<Connection, 'project' | 'projectId'> | null,
  { env }: Pick<Tools['at'], 'env'>,
): Pick<Connection, 'project' | 'projectId'> {
  const project = wish.project ?? before?.project ?? (env['CLAUDE_PROJECT_ID'] || projectDefault);
  const kept = wish.project === undefined ? before?.projectId : undefined;
  return {
    project: requireText('--project', project, 200),
    projectId: wish.projectId ?? kept ?? projectIdOf(project),
  };
}

/** What people call this machine where nobody said. */
export function usualLabel({ hostName }: Pick<Tools['at'], 'hostName'>): string {
  return hostName.slice(0, labelCharsMax);
}

function requireText(key: string, value: string, charsMax: number): string {
  if (value.trim() !== '' && value.length <= charsMax && !/\p{Cc}/u.test(value)) return value;
  throw fail('setting-invalid', { key, value, expected: `a text of 1 to ${charsMax} characters` });
}

/** The whole file is read: a damaged memory is told now, not at the first push. */
async function lookAtSource(
  choice: Connection['source'],
  sourceTools: SourceTools,
): Promise<Pick<ConnectPlan, 'source' | 'digest'>> {
  const source = sourceAt(choice, sourceTools);
  const state = await source.inspect();
  return { source: state, digest: state.kind === 'present' ? (await source.digest()).digest : null };
}

async function lookAtRemote(draft: ConnectPlan['draft'], wish: ConnectionWish, files: HomeFiles, tools: Tools) {
  const projectId = projectIdSchema.parse(draft.projectId);
  const seen = await lookAtPlace(draft.remote, projectId, wish, files, tools);
  const { project, remote } = seen;
  if (project === null && wish.projectId !== undefined)
    throw fail('project-unknown', { id: wish.projectId, where: remote.where });
  if (project !== null) requireFitting(project, wish, remote.where);
  const encryption = project?.encryption ?? (wish.noEncryption ? 'none' : 'age');
  return { kind: 'connect' as const, ...seen, encryption };
}

/** The mode is the bucket's; and nobody believes their memory sealed when it is not, or the other way round. */
function requireFitting(project: ProjectFile, wish: ConnectionWish, where: string): void {
  if (wish.mode !== undefined && wish.mode !== project.mode)
    throw fail('mode-mismatch', { bucket: project.mode, asked: wish.mode });
  if (project.encryption === 'age' && wish.noEncryption) throw fail('project-sealed', { where });
  if (project.encryption === 'none' && !wish.noEncryption) throw fail('project-plain', { where });
}

/** A look at the memory before there is a home to work in. */
async function withSourceTools<T>(files: HomeFiles, tools: Tools, use: (parts: SourceTools) => Promise<T>): Promise<T> {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'membridge-look-'));
  try {
    return await use({ tools, log: files.log, scratchFolder });
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
