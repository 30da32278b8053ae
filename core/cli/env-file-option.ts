import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { homeFiles } from '../host/compose/home-files.ts';
import { envFileBytesMax, parseEnvFile } from '../model/env-file.ts';
import { fail } from '../model/errors.ts';
import { valueOf, type Cli, type Options } from './cli.ts';

export const envFileOption = [
  '--env-file <file>',
  'the config.env of the Python membridge: store, bucket, keys, project and memory come from it; it is read, never executed',
] as const;

/** Names of the Python membridge, and the options of ours that they stand for. */
const placeNames = { s3: 'MINIO_ENDPOINT', bucket: 'MINIO_BUCKET', region: 'MINIO_REGION' } as const;
const memoryNames = { project: 'CLAUDE_PROJECT_ID', source: 'CLAUDE_MEM_DB' } as const;
const keyNames = ['MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY'] as const;

/** What the old file sets; null where none was named. Throws `usage` for one that cannot be read, `env-file-refused`. */
export async function readEnvFile(cli: Cli, options: Options): Promise<ReadonlyMap<string, string> | null> {
  const named = valueOf(options, 'envFile');
  if (named === undefined) return null;
  const { at } = cli.tools;
  const path = resolve(at.folder, named);
  try {
    if ((await stat(path)).size > envFileBytesMax) throw fail('usage', { detail: `${path} is too large for settings` });
    const outside = (name: string) => (name === 'HOME' ? at.home : at.env[name]);
    return parseEnvFile(path, await readFile(path, 'utf8'), outside);
  } catch (error) {
    if (error instanceof Error && 'errno' in error)
      throw fail('usage', { detail: `the file ${path} cannot be read` }, error);
    throw error;
  }
}

/**
 * Puts what the old file says under what the person says: options win, then MEMBRIDGE_*, then the file, then the same names
 * in the environment. A place that was said in options is not mixed with the file's. Without a file, a machine that is not
 * connected takes the old names of the environment for a place that nobody named.
 */
export async function withEnvFile(cli: Cli, options: Options): Promise<{ cli: Cli; options: Options }> {
  const file = await readEnvFile(cli, options);
  const { env } = cli.tools.at;
  const old =
    file === null
      ? isConnected(cli)
        ? () => undefined
        : (name: string) => env[name]
      : (name: string) => file.get(name);
  const saysPlace = ['folder', 'store', ...(file === null ? ['s3', 'bucket'] : [])].some((name) => name in options);
  const names = { ...(saysPlace ? {} : placeNames), ...(file === null ? {} : memoryNames) };
  const found = Object.entries(names).flatMap(([option, name]) => {
    const value = old(name);
    return value ? [[option, value] as const] : [];
  });
  const keys = keyNames.flatMap((name) => (file?.get(name) ? [[name, file.get(name)] as const] : []));
  const at = { ...cli.tools.at, env: { ...env, ...Object.fromEntries(keys) } };
  return { cli: { ...cli, tools: { ...cli.tools, at } }, options: { ...Object.fromEntries(found), ...options } };
}

function isConnected(cli: Cli): boolean {
  return homeFiles(cli.homePath, cli.tools).settings.read().connection !== undefined;
}
