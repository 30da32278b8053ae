import { join, resolve } from 'node:path';
import type { Surroundings } from './surroundings.ts';
import { readToolSettings } from './tool-settings.ts';

/** The database's name in the data folder. */
export const databaseName = 'claude-mem.db';

/**
 * claude-mem's data folder by its own rule (claude-mem.md section 1): CLAUDE_MEM_DATA_DIR, else the key of that name in
 * ~/.claude-mem/settings.json, else ~/.claude-mem. Absolute; need not exist.
 */
export async function claudeMemFolder(at: Pick<Surroundings, 'env' | 'home' | 'platform'>): Promise<string> {
  const usual = join(at.home, '.claude-mem');
  const named = at.env['CLAUDE_MEM_DATA_DIR'] || (await readToolSettings(usual))['CLAUDE_MEM_DATA_DIR'];
  return named ? resolve(expandHome(named, at)) : usual;
}

/** `~` and `~/` stand for the home folder; on Windows `~\` too. */
function expandHome(path: string, { home, platform }: Pick<Surroundings, 'home' | 'platform'>): string {
  if (path === '~') return home;
  const below = path.startsWith('~/') || (platform === 'win32' && path.startsWith('~\\'));
  return below ? join(home, path.slice(2)) : path;
}
