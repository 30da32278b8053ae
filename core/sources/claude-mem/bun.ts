import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { newestFirst } from './plugin-root.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Path of bun, which runs claude-mem's worker; null when it is nowhere that claude-mem's own launchers look. A service
 * has a short PATH, so the usual places count as much as PATH does.
 */
export async function findBun(at: Pick<Surroundings, 'env' | 'home' | 'platform'>): Promise<string | null> {
  const name = at.platform === 'win32' ? 'bun.exe' : 'bun';
  const named = [at.env['BUN'], at.env['BUN_PATH']].filter((path) => path !== undefined && isAbsolute(path));
  const inPath = (at.env['PATH'] ?? at.env['Path'] ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name));
  for (const path of [...named, ...inPath, ...usualPlaces(at, name), ...(await nodeManagerPlaces(at, name))]) {
    if (path !== undefined && (await isProgram(path))) return path;
  }
  return null;
}

function usualPlaces({ env, home, platform }: Pick<Surroundings, 'env' | 'home' | 'platform'>, name: string): string[] {
  const own = join(home, '.bun', 'bin', name);
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'];
    return local ? [own, join(local, 'bun', name), join(local, 'bun', 'bin', name)] : [own];
  }
  const folders = ['/usr/local/bin', '/opt/homebrew/bin', '/home/linuxbrew/.linuxbrew/bin', '/usr/bin', '/snap/bin'];
  return [own, join(home, '.local', 'bin', name), ...folders.map((folder) => join(folder, name))];
}

/** bun installed by npm under nvm, which claude-mem's hooks put into their PATH. */
async function nodeManagerPlaces({ home }: Pick<Surroundings, 'home'>, name: string): Promise<string[]> {
  const versions = join(home, '.nvm', 'versions', 'node');
  const names = (await readdir(versions).catch(() => [])).map((entry) => entry.replace(/^v/, ''));
  return names.sort(newestFirst).map((version) => join(versions, `v${version}`, 'bin', name));
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
