import { mkdir, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import { projectIdSchema, type ProjectId } from '../../model/ids.ts';
import { folderMode, syncFolder } from './durable.ts';
import { errorCode, folderFault } from './folder-fault.ts';

/**
 * Makes the folder that a remote lives in, with the folders above it. Only for a person's explicit wish: an absent folder is
 * mostly a stick that is not plugged in. Throws `remote-denied` (a file has this name, no permission) and the like.
 */
export async function createFolder(folder: string): Promise<'created' | 'present'> {
  const path = resolve(folder);
  try {
    const first = await mkdir(path, { recursive: true, mode: folderMode });
    if (first === undefined) return 'present';
    await syncFolder(join(first, '..'));
    return 'created';
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR') throw notAFolder(path, error);
    throw folderFault(error, path);
  }
}

/** The projects that a folder holds, for people who look for theirs; `prefix` is '' or ends with a slash. */
export async function folderProjects(folder: string, prefix = ''): Promise<ProjectId[]> {
  const path = resolve(folder);
  try {
    if (!(await stat(path)).isDirectory()) throw notAFolder(path);
    const names = await readdir(join(path, prefix, 'membridge')).catch(emptyIfAbsent);
    return names.flatMap((name) => projectIdSchema.safeParse(name).data ?? []).sort();
  } catch (error) {
    throw errorCode(error) === 'ENOTDIR' ? notAFolder(path, error) : folderFault(error, path);
  }
}

function emptyIfAbsent(error: unknown): string[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

function notAFolder(where: string, cause?: unknown) {
  return fail('remote-denied', { where, reason: 'it is a file, not a folder' }, cause);
}
