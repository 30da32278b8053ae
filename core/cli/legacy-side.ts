import { resolve } from 'node:path';
import { connectionOf, homeFiles } from '../host/compose/home-files.ts';
import { legacyBucketAt, legacyImages } from '../host/compose/legacy-tools.ts';
import { environmentKeys, keySource, s3Keys, type KeySource } from '../host/compose/s3-keys.ts';
import { wishedRemote } from '../host/compose/wished-remote.ts';
import type { LegacySide } from '../host/legacy-import.ts';
import { fail } from '../model/errors.ts';
import { projectIdOf, projectIdSchema, type ProjectId } from '../model/ids.ts';
import type { RemoteSettings } from '../model/settings.ts';
import { valueOf, type Cli, type Options } from './cli.ts';
import { envFileOption, readEnvFile } from './env-file-option.ts';

/** The options that say where the Python membridge kept which project. */
export const legacyOptions = [
  envFileOption,
  ['--folder <dir>', 'a folder with a copy of its bucket'],
  [
    '--project <name>',
    'the name it had there (default: CLAUDE_PROJECT_ID of the file, else the project of this machine)',
  ],
  ['--prefix-id <id>', 'its id there, 16 hex digits, as --list shows it'],
] as const;

export interface NamedLegacySide extends Omit<LegacySide, 'id'> {
  /** Null where nobody said which, and this machine is not connected. */
  readonly id: ProjectId | null;
  /** The name that the id was made from, as far as it is known. */
  readonly name: string | null;
}

/**
 * The old bucket and project: what the person says, else the old settings file with its own keys, else where this machine
 * is connected. Throws `not-connected` where nothing says it, `setting-invalid`, `env-file-refused`.
 */
export async function legacySideOf(cli: Cli, options: Options): Promise<NamedLegacySide> {
  const file = await readEnvFile(cli, options);
  const { settings, keys } = placeOf(cli, options, file);
  return {
    bucket: legacyBucketAt(settings, { tools: cli.tools, keys }),
    images: legacyImages,
    ...projectOf(cli, options, file),
  };
}

function placeOf(
  cli: Cli,
  options: Options,
  file: ReadonlyMap<string, string> | null,
): { settings: RemoteSettings; keys: KeySource } {
  const { settings, secrets, home } = homeFiles(cli.homePath, cli.tools);
  const { at } = cli.tools;
  const own = keySource(secrets, at.env);
  const folder = valueOf(options, 'folder');
  if (folder !== undefined) return { settings: { kind: 'folder', folder: resolve(at.folder, folder) }, keys: own };
  const endpoint = file?.get('MINIO_ENDPOINT');
  if (file === null || !endpoint) return { settings: connectionOf(settings.read(), home).remote, keys: own };
  const keys = async () => {
    const [access, secret] = [file.get('MINIO_ACCESS_KEY'), file.get('MINIO_SECRET_KEY')];
    return access && secret ? s3Keys(access, secret) : (environmentKeys(at.env) ?? (await own()));
  };
  const before = settings.read().connection?.remote;
  const s3 = {
    store: undefined,
    endpoint,
    bucket: file.get('MINIO_BUCKET'),
    region: file.get('MINIO_REGION') || undefined,
    prefix: '',
    // The authority of one's own store is known where this machine is connected to it.
    caFile: before?.kind === 's3' && before.endpoint === endpoint ? before.caFile : undefined,
    createBucket: false,
    keys,
  };
  return { settings: wishedRemote({ s3, noEncryption: false, reconnect: false }, null), keys };
}

function projectOf(
  cli: Cli,
  options: Options,
  file: ReadonlyMap<string, string> | null,
): Pick<NamedLegacySide, 'id' | 'name'> {
  const connection = homeFiles(cli.homePath, cli.tools).settings.read().connection;
  const text = valueOf(options, 'prefixId');
  const name = valueOf(options, 'project') ?? (file?.get('CLAUDE_PROJECT_ID') || undefined);
  if (text !== undefined) {
    const id = projectIdSchema.safeParse(text).data;
    if (id === undefined) throw fail('setting-invalid', { key: '--prefix-id', value: text, expected: '16 hex digits' });
    return { id, name: name ?? null };
  }
  if (name !== undefined) return { id: projectIdOf(name), name };
  if (connection === undefined) return { id: null, name: null };
  return { id: projectIdSchema.parse(connection.projectId), name: connection.project };
}
