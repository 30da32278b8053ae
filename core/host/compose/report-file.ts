import { lstat, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, isFault } from '../../model/errors.ts';
import { writeAtomically } from '../../platform/atomic-file.ts';
import { codeOf } from '../../platform/file-fault.ts';
import { claudeMemFolder } from '../../sources/claude-mem/data-folder.ts';
import type { HomeFiles } from './home-files.ts';
import { isWithin, realPath } from './paths.ts';
import type { Tools } from './tools.ts';

/**
 * Where a report may be written: not among claude-mem's files, not where machines share their memory, not over a file that
 * is there unless a person said so. Returns the real path. Faults: `usage`, `file-exists`.
 */
export async function reportPlace(
  path: string,
  overwrite: boolean,
  files: HomeFiles,
  { at }: Pick<Tools, 'at'>,
): Promise<string> {
  // The last name stays as it is: a link there is replaced, not followed.
  const place = join(await realPath(dirname(path)), basename(path));
  for (const { folder, whose } of await closedFolders(files, at)) {
    if (isWithin(place, await realPath(folder)))
      throw fail('usage', { detail: `${place} lies in ${whose}: choose another place` });
  }
  const folder = await stat(dirname(place)).catch(() => null);
  if (folder?.isDirectory() !== true) throw fail('usage', { detail: `there is no folder ${dirname(place)}` });
  const there = await lstat(place).catch(() => null);
  if (there?.isDirectory() === true) throw fail('usage', { detail: `${place} is a folder` });
  if (there !== null && !overwrite) throw fail('file-exists', { path: place });
  return place;
}

/** All of it or nothing, for its owner alone. Faults: `usage`, `disk-full`. */
export function writeReport(place: string, text: string): void {
  try {
    writeAtomically(place, text, 0o600);
  } catch (error) {
    if (isFault(error)) throw error;
    throw fail('usage', { detail: `${place} cannot be written: ${codeOf(error) ?? 'unknown reason'}` }, error);
  }
}

async function closedFolders({ settings }: HomeFiles, at: Tools['at']) {
  const connection = connectionIn(settings);
  const memory = connection?.source.kind === 'claude-mem' ? [dirname(connection.source.path)] : [];
  const shared = connection?.remote.kind === 'folder' ? [connection.remote.folder] : [];
  return [
    ...[await claudeMemFolder(at), join(at.home, '.claude'), ...memory].map((folder) => ({
      folder,
      whose: "claude-mem's own folder",
    })),
    ...shared.map((folder) => ({ folder, whose: 'the folder where the memory is kept' })),
  ];
}

/** Settings that cannot be read are told in the report. */
function connectionIn(settings: HomeFiles['settings']) {
  try {
    return settings.read().connection;
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}
