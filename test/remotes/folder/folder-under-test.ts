import type { TestContext } from 'node:test';
import type { ProjectId } from '../../../core/model/ids.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { folderRemote, type FolderRemoteOptions } from '../../../core/remotes/folder/folder-remote.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

export const project = '6fe2e0f6071ac2bb' as ProjectId;

export function openFolder(folder: string, options: Partial<FolderRemoteOptions> = {}) {
  return folderRemote({ folder, project, random: systemRandom, ...options });
}

/** A new folder with a remote in it. */
export async function newFolder(t: TestContext, options: Partial<FolderRemoteOptions> = {}) {
  const folder = await scratchFolder(t, 'folder');
  return { folder, root: `${folder}/membridge/${project}`, remote: openFolder(folder, options) };
}
