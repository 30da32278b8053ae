import { join, relative, sep } from 'node:path';
import { notARealFolder } from './folder-fault.ts';
import { lookOrNull } from './look.ts';

/**
 * Throws `object-damaged` where a link stands for a folder on the way from `base` down to `path`: whoever can write there
 * could lead our reads and writes anywhere on this machine. `base` itself is the person's choice and may be a link.
 */
export async function requireNoLinks(base: string, path: string, key: string): Promise<void> {
  let folder = base;
  for (const name of relative(base, path).split(sep)) {
    folder = join(folder, name);
    const found = await lookOrNull(folder);
    if (found === null) return;
    if (found.isSymbolicLink()) throw notARealFolder(key);
  }
}
