import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { ProjectFile } from '../../model/project-file.ts';
import type { RemoteSettings } from '../../model/settings.ts';
import type { Remote } from '../../ports/remote.ts';
import { folderFault } from '../../remotes/folder/folder-fault.ts';
import { readProject } from '../../remotes/seal/project-file.ts';
import type { ConnectionWish } from '../connection-wish.ts';
import type { HomeFiles } from './home-files.ts';
import { placeState, projectsAt, remoteAt } from './remote.ts';
import { keySource, type S3Keys } from './s3-keys.ts';
import type { Tools } from './tools.ts';

/** What a place is and holds, by looking only. */
export interface SeenPlace {
  readonly remote: Remote;
  /** Null: no project of this id is there, it will be made. */
  readonly project: ProjectFile | null;
  /** The folder or bucket is not there yet. */
  readonly makesPlace: boolean;
  /** Of a bucket; null for a folder, and where the AWS tools' own are taken. */
  readonly keys: S3Keys | null;
  /** What else the place holds. */
  readonly otherProjects: readonly ProjectId[];
}

/** Looks at a place for one project. Faults: `remote-missing` where it may not be made, and those of the remote. */
export async function lookAtPlace(
  place: RemoteSettings,
  projectId: ProjectId,
  wish: Pick<ConnectionWish, 's3' | 'localHistory'>,
  { home, secrets }: Pick<HomeFiles, 'home' | 'secrets'>,
  tools: Tools,
): Promise<SeenPlace> {
  const keys = place.kind === 's3' ? await (wish.s3?.keys ?? keySource(secrets, tools.at.env))() : null;
  const remoteTools = { tools, keys: () => Promise.resolve(keys) };
  const remote = remoteAt(place, projectId, remoteTools);
  const isNewHome = wish.localHistory === true && !existsSync(home.folder);
  const makesPlace = isNewHome || (await placeState(place, remoteTools)) === 'to-make';
  if (makesPlace && place.kind === 's3' && wish.s3?.createBucket !== true)
    throw fail('remote-missing', { where: remote.where });
  const found = makesPlace ? { kind: 'absent' as const } : await readProject(remote);
  const project = found.kind === 'present' ? found.file : null;
  const others = makesPlace ? [] : (await projectsAt(place, remoteTools)).filter((id) => id !== projectId);
  return { remote, project, makesPlace, keys, otherProjects: others };
}

/** Whether this process may write into a folder, or make it. Throws `remote-denied`, as the first write would. */
export async function requireWritable(folder: string, makesPlace: boolean): Promise<void> {
  try {
    await access(makesPlace ? dirname(folder) : folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderFault(error, folder);
  }
}
