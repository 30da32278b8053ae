import { access, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Surroundings } from './surroundings.ts';

export interface InstalledPlugin {
  readonly root: string;
  /** Path of worker-service.cjs, which bun runs. */
  readonly script: string;
  /** Null when the plugin does not say. */
  readonly version: string | null;
}

/**
 * The claude-mem that its hooks would run: the newest version folder under plugins/cache that Claude Code still uses, else
 * the market's copy (claude-mem.md 3.1). Looked up on disk: installed_plugins.json may be stale. Null: not installed.
 */
export async function installedPlugin(at: Pick<Surroundings, 'env' | 'home'>): Promise<InstalledPlugin | null> {
  const plugins = join(at.env['CLAUDE_CONFIG_DIR'] || join(at.home, '.claude'), 'plugins');
  const cache = join(plugins, 'cache', 'thedotmack', 'claude-mem');
  for (const version of (await versionFolders(cache)).sort(newestFirst)) {
    const found = await pluginIn(join(cache, version), version);
    if (found !== null) return found;
  }
  return pluginIn(join(plugins, 'marketplaces', 'thedotmack', 'plugin'), null);
}

async function versionFolders(cache: string): Promise<string[]> {
  const entries = await readdir(cache).catch(() => []);
  return entries.filter((name) => /^\d/.test(name));
}

/** Null unless a worker can be started from there. */
async function pluginIn(folder: string, version: string | null): Promise<InstalledPlugin | null> {
  if (await exists(join(folder, '.orphaned_at'))) return null;
  // Some releases were installed with the whole package around the plugin.
  for (const root of [join(folder, 'plugin'), folder]) {
    const script = join(root, 'scripts', 'worker-service.cjs');
    if (await exists(script)) return { root, script, version: (await declaredVersion(root)) ?? version };
  }
  return null;
}

/** What the plugin says of itself; the folder's name is only Claude Code's label. */
async function declaredVersion(root: string): Promise<string | null> {
  const shape = z.object({ version: z.string().min(1) });
  for (const file of [join(root, '.claude-plugin', 'plugin.json'), join(root, 'package.json')]) {
    const said = shape.safeParse(
      await readFile(file, 'utf8')
        .then(JSON.parse)
        .catch(() => null),
    );
    if (said.success) return said.data.version;
  }
  return null;
}

/** Order of version folders: the greater number first, a release before its pre-releases, then by name. */
export function newestFirst(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let place = 0; place < 3; place += 1) {
    const difference = (right[place] ?? 0) - (left[place] ?? 0);
    if (difference !== 0) return difference;
  }
  const preRelease = Number(a.includes('-')) - Number(b.includes('-'));
  if (preRelease !== 0) return preRelease;
  return a === b ? 0 : a < b ? 1 : -1;
}

function numbers(version: string): number[] {
  const release = version.split('-')[0] ?? '';
  return release.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
