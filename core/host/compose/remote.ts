import { fail } from '../../model/errors.ts';
import type { ProjectId } from '../../model/ids.ts';
import type { RemoteSettings } from '../../model/settings.ts';
import type { Remote } from '../../ports/remote.ts';
import { createFolder, folderProjects } from '../../remotes/folder/create-folder.ts';
import { folderRemote } from '../../remotes/folder/folder-remote.ts';
import type { Tools } from './tools.ts';

/** The remote that settings name. `writerId`: this device, so that what a killed process of it left is cleaned up. */
export function remoteAt(settings: RemoteSettings, project: ProjectId, tools: Tools, writerId?: string): Remote {
  switch (settings.kind) {
    case 'folder': {
      const { random, processes } = tools;
      const writer = writerId === undefined ? {} : { writer: { id: writerId, processes } };
      return folderRemote({ folder: settings.folder, project, random, ...writer });
    }
    case 's3':
      throw noBuckets();
  }
}

/** The projects that the place holds, by id. */
export async function projectsAt(settings: RemoteSettings): Promise<ProjectId[]> {
  switch (settings.kind) {
    case 'folder':
      return folderProjects(settings.folder);
    case 's3':
      throw noBuckets();
  }
}

export async function makeFolder(folder: string): Promise<void> {
  await createFolder(folder);
}

function noBuckets(): Error {
  return fail('setting-invalid', { key: 'connection.remote.kind', value: 's3', expected: 'folder in this version' });
}
