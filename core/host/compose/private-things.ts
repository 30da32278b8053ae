import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Connection } from '../../model/settings.ts';
import type { SecretName } from '../../ports/secret-store.ts';
import type { Private } from '../doctor/redaction.ts';
import type { HomeFiles } from './home-files.ts';
import { realPath } from './paths.ts';
import type { Surroundings } from './surroundings.ts';

/** Variables that hold a secret by their name, of any program: a report may quote what such a program said. */
const secretVariable = /KEY|SECRET|TOKEN|PASS|CREDENTIAL|AUTH/i;
/** A shorter value is a switch or a number. */
const secretCharsMin = 6;
const secretNames: readonly SecretName[] = ['identity', 's3-access-key', 's3-secret-key'];

/** Where the program itself lies: the stack of a bug names it. */
const programFolder = join(import.meta.dirname, '..', '..', '..');

/** All that this machine knows of its person that no report may show. Never throws: a broken home has secrets too. */
export async function privateThings(
  { home, secrets }: HomeFiles,
  connection: Connection | undefined,
  labels: readonly string[],
  at: Surroundings,
): Promise<Private[]> {
  const kept = await Promise.all(secretNames.map((name) => secrets.get(name).catch(() => null)));
  const variables = Object.entries(at.env).filter(([name]) => secretVariable.test(name));
  const secret = [...kept, ...variables.map(([, value]) => value ?? '')].filter((value) => value !== null);
  const identity = kept[0]?.slice(kept[0].indexOf(':') + 1) ?? '';
  const texts: [string, string][] = [
    ...[...secret, identity]
      .filter((value) => value.length >= secretCharsMin)
      .map((value) => [value, '[secret]'] as [string, string]),
    ...(await bothPaths(home.folder, '<membridge home>', at.home)),
    ...(await bothPaths(at.home, '~', '')),
    ...(await bothPaths(memoryFolder(connection, at), '<memory folder>', at.home)),
    [programFolder, '<membridge>'],
    ...(await placeOf(connection)),
  ];
  const names = [userName(), at.env['USER'], at.env['LOGNAME'], at.env['USERNAME'], basename(at.home)];
  const words: [string, string][] = [
    ...[at.hostName, at.hostName.split('.')[0] ?? ''].map((value) => [value, '<host>'] as [string, string]),
    ...names.map((value) => [value ?? '', '<user>'] as [string, string]),
    // The name that everybody has tells nothing.
    ...(connection === undefined || connection.project === 'mem'
      ? []
      : [[connection.project, '<project>'] as [string, string]]),
    ...[connection?.label ?? '', ...labels].map((value) => [value, '<machine>'] as [string, string]),
  ];
  return [
    ...texts.map(([value, instead]) => ({ value, instead, as: 'text' as const })),
    ...words.map(([value, instead]) => ({ value, instead, as: 'word' as const })),
  ];
}

/** Of the connection, else what the environment names; '' where it is below the person's own folder anyway. */
function memoryFolder(connection: Connection | undefined, { env }: Surroundings): string {
  if (connection !== undefined) return dirname(connection.source.path);
  return env['CLAUDE_MEM_DB'] ? dirname(env['CLAUDE_MEM_DB']) : (env['CLAUDE_MEM_DATA_DIR'] ?? '');
}

async function placeOf(connection: Connection | undefined): Promise<[string, string][]> {
  if (connection === undefined) return [];
  const { remote, project, projectId, repoId } = connection;
  const common: [string, string][] = [
    [projectId, '<project id>'],
    [repoId, '<repo id>'],
    [`"${project}"`, '"<project>"'],
  ];
  if (remote.kind === 'folder') return [...common, ...(await bothPaths(remote.folder, '<folder>', ''))];
  return [...common, [`${remote.bucket}/${remote.prefix}`, '<bucket>']];
}

/** A path as it was said and as it really is; below the person's own folder `~` says enough. */
async function bothPaths(path: string, instead: string, person: string): Promise<[string, string][]> {
  if (path === '' || path === '/') return [];
  if (person !== '' && path.startsWith(person)) return [];
  return [
    [path, instead],
    [await realPath(path), instead],
  ];
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as containers have.
    return '';
  }
}
