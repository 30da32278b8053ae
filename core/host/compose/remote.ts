import { readFileSync } from 'node:fs';
import { fail } from '../../model/errors.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { RemoteSettings } from '../../model/settings.ts';
import type { Remote } from '../../ports/remote.ts';
import { createFolder, folderProjects } from '../../remotes/folder/create-folder.ts';
import { folderRemote } from '../../remotes/folder/folder-remote.ts';
import { bucketState, createBucket, s3Projects } from '../../remotes/s3/bucket.ts';
import { storeManners } from '../../model/known-stores.ts';
import { s3Remote } from '../../remotes/s3/s3-remote.ts';
import { folderState } from './paths.ts';
import type { KeySource } from './s3-keys.ts';
import type { Tools } from './tools.ts';

/** What the way to a remote is made from. */
export interface RemoteTools {
  readonly tools: Tools;
  readonly keys: KeySource;
  /** This device, so that what a killed process of it left is cleaned up. */
  readonly writerId?: string;
}

/** The remote that settings name. Throws `setting-invalid` for an authority's file that cannot be read. */
export function remoteAt(settings: RemoteSettings, project: ProjectId, remoteTools: RemoteTools): Remote {
  const { tools, writerId } = remoteTools;
  switch (settings.kind) {
    case 'folder': {
      const { random, processes } = tools;
      const writer = writerId === undefined ? {} : { writer: { id: writerId, processes } };
      return folderRemote({ folder: settings.folder, project, random, ...writer });
    }
    case 's3':
      return s3Remote({ ...bucketOptions(settings, remoteTools), project });
  }
}

/** The projects that the place holds, by id. */
export async function projectsAt(settings: RemoteSettings, remoteTools: RemoteTools): Promise<ProjectId[]> {
  switch (settings.kind) {
    case 'folder':
      return folderProjects(settings.folder);
    case 's3':
      return s3Projects(bucketOptions(settings, remoteTools));
  }
}

/** `to-make`: the place is not there and may be made; a folder only where just its last name is missing (paths.ts). */
export async function placeState(settings: RemoteSettings, remoteTools: RemoteTools): Promise<'present' | 'to-make'> {
  switch (settings.kind) {
    case 'folder':
      return folderState(settings.folder);
    case 's3':
      return (await bucketState(bucketOptions(settings, remoteTools))) === 'present' ? 'present' : 'to-make';
  }
}

export async function makePlace(settings: RemoteSettings, remoteTools: RemoteTools): Promise<void> {
  switch (settings.kind) {
    case 'folder':
      await createFolder(settings.folder);
      return;
    case 's3':
      await createBucket(bucketOptions(settings, remoteTools));
  }
}

/** What the S3 client is made from; the authority is read from its file. */
export function bucketOptions(settings: RemoteSettings & { kind: 's3' }, { tools, keys }: RemoteTools) {
  const { endpoint, region, bucket, prefix, caFile } = settings;
  return {
    endpoint,
    region,
    bucket,
    prefix,
    ...(caFile === undefined ? {} : { ca: authority(caFile) }),
    manners: storeManners(endpoint),
    clock: tools.clock,
    random: tools.random,
    async credentials() {
      const found = await keys();
      return found && { accessKeyId: found.access.reveal(), secretAccessKey: found.secret.reveal() };
    },
  };
}

function authority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fail(
      'setting-invalid',
      { key: '--ca', value: path, expected: 'a file with a certificate authority (PEM)' },
      error,
    );
  }
}
