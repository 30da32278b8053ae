import { keyFileKey, keysPrefix, projectFileKey } from '../../model/bucket-keys.ts';
import { smallObjectBytesMax } from '../../model/limits.ts';
import { parseProjectFile, type ProjectFile } from '../../model/project-file.ts';
import { keyIdMax } from '../../model/sealed-object.ts';
import type { Remote } from '../../ports/remote.ts';

/** What stands at a project's root. `unfinished`: somebody's `init` wrote keys and no project.json (yet). */
export type ProjectPresence =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'present'; readonly file: ProjectFile };

/** Throws what the remote throws, and `object-damaged` or `format-unknown` for project.json. */
export async function readProject(remote: Pick<Remote, 'get' | 'list'>): Promise<ProjectPresence> {
  const stored = await remote.get(projectFileKey, smallObjectBytesMax);
  if (stored !== null) return { kind: 'present', file: parseProjectFile(Buffer.from(stored.body).toString('utf8')) };
  const keyIds = await listKeyIds(remote);
  return keyIds.length === 0 ? { kind: 'absent' } : { kind: 'unfinished' };
}

/** Numbers of the key files in the bucket, highest first. */
export async function listKeyIds(remote: Pick<Remote, 'list'>): Promise<number[]> {
  const keyIds: number[] = [];
  for await (const { key } of remote.list(keysPrefix)) {
    const keyId = Number(/^keys\/(\d{4})\.age$/.exec(key)?.[1] ?? 0);
    if (keyId >= 1 && keyId <= keyIdMax && keyFileKey(keyId) === key) keyIds.push(keyId);
  }
  return keyIds.toSorted((a, b) => b - a);
}
