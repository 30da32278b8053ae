import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from './surroundings.ts';

/** Linux: the file by which a desktop starts the app when its person logs in (freedesktop's autostart). */
export function loginEntryFile({ env, home }: Pick<Surroundings, 'env' | 'home'>): string {
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'autostart', 'membridge.desktop');
}

/** That file, if it is there and starts the app of this home; null elsewhere. */
export function loginEntryOf(homeFolder: string, at: Pick<Surroundings, 'env' | 'home' | 'platform'>): string | null {
  if (at.platform !== 'linux') return null;
  const path = loginEntryFile(at);
  try {
    return readFileSync(path, 'utf8').includes(homeFolder) ? path : null;
  } catch {
    return null;
  }
}
