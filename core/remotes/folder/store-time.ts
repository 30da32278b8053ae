import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNewFile } from './durable.ts';
import type { Litter } from './litter.ts';
import { lookOrNull } from './look.ts';
import { parseTemporaryName } from './temporary-name.ts';

/**
 * The time, in ns, that the file system gives to a file just written at the project (or in `folder` while there is no project
 * yet): all that share the folder see this one clock, whatever their own say.
 */
export async function folderTimeNs(
  folder: string,
  root: string,
  newTemporaryName: () => string,
  litter: Litter,
): Promise<bigint> {
  const nearest = (await lookOrNull(root)) === null ? folder : root;
  const path = join(nearest, newTemporaryName());
  const { mtimeNs } = await writeNewFile(path, new Uint8Array(1));
  await rm(path, { force: true }).catch(() => undefined);
  // Nobody lists this folder alone, so what a kill left of an earlier look at the time is found here.
  const temporary = (await readdir(nearest)).filter((name) => parseTemporaryName(name) !== null);
  for (const name of temporary) litter.note(join(nearest, name));
  await litter.sweep(mtimeNs);
  return mtimeNs;
}
