import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { syncFolder } from './atomic-file.ts';
import { fileFault } from './file-fault.ts';
import type { Home } from './home.ts';

/**
 * Moves files and folders of the home into a new folder `moved-aside/<number>` in the order given; what is not there
 * is passed over. Null when none was there. Nothing is ever deleted. Faults: `disk-full`.
 */
export function moveAside(home: Home, paths: readonly string[]): string | null {
  let target: string | null = null;
  for (const path of paths) {
    if (!isThere(home, path)) continue;
    target ??= newFolder(home);
    renameSync(path, join(target, basename(path)));
  }
  if (target !== null) syncFolder(target);
  syncFolder(home.folder);
  return target;
}

function isThere(home: Home, path: string): boolean {
  return readdirSync(home.folder).includes(basename(path));
}

/** The next number that is free; made without `recursive`, so that it is new for sure. */
function newFolder(home: Home): string {
  try {
    mkdirSync(home.movedAsideFolder, { recursive: true, mode: 0o700 });
    const numbers = readdirSync(home.movedAsideFolder).map(Number).filter(Number.isSafeInteger);
    const folder = join(home.movedAsideFolder, String(Math.max(0, ...numbers) + 1));
    mkdirSync(folder, { mode: 0o700 });
    syncFolder(home.movedAsideFolder);
    return folder;
  } catch (error) {
    throw fileFault(error, home.movedAsideFolder, 0);
  }
}
