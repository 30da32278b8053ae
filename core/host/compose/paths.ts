import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fail } from '../../model/errors.ts';

/** The real path of something that need not exist: symbolic links on the way are followed as far as there is a way. */
export async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  const real = await realpath(absolute).catch(() => null);
  if (real !== null) return real;
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(await realPath(parent), basename(absolute));
}

/** Whether `path` is `folder` or lies below it; both real. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/**
 * A remote below our own home would be swept with it; one around the memory would carry itself. Throws
 * `remote-folder-inside`. All paths real.
 */
export function requireApart(folder: string, home: string, source: string): void {
  if (isWithin(folder, home)) throw fail('remote-folder-inside', { folder, home });
  if (isWithin(source, folder)) throw fail('remote-folder-inside', { folder: source, home: folder });
}

/**
 * `present`, or `to-make` where only the last name is missing: a person's new folder. Further up it is mostly a stick that
 * is not plugged in: `remote-missing`.
 */
export async function folderState(folder: string): Promise<'present' | 'to-make'> {
  if (await isThere(folder)) return 'present';
  if (await isThere(dirname(folder))) return 'to-make';
  throw fail('remote-missing', { where: folder });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
