/** claude-mem as Claude Code installs it: `<config folder>/plugins/cache/thedotmack/claude-mem/<version>/`. */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaudeMemPackage } from './claude-mem-package.ts';

export interface PluginLayout {
  /** Name of the version folder; default: the package's own version. Any name may stand there, a pre-release too. */
  readonly directory?: string;
  /** Claude Code marks a version that it no longer uses with a file `.orphaned_at`. */
  readonly orphaned?: boolean;
}

/** Copies the plugin into its installed place under `configDir` and gives the plugin's root. Copies: tests may change them. */
export function layOutPlugin(configDir: string, from: ClaudeMemPackage, layout: PluginLayout = {}): string {
  const root = join(configDir, 'plugins', 'cache', 'thedotmack', 'claude-mem', layout.directory ?? from.version);
  copyPlugin(root, from);
  if (layout.orphaned) writeFileSync(join(root, '.orphaned_at'), '1767225600000');
  return root;
}

/** The other place where it may stand: the market's own copy, used when no version folder serves. */
export function layOutMarketplacePlugin(configDir: string, from: ClaudeMemPackage): string {
  const root = join(configDir, 'plugins', 'marketplaces', 'thedotmack', 'plugin');
  copyPlugin(root, from);
  return root;
}

/** Path of the worker's script under a plugin root. */
export function workerScript(pluginRoot: string): string {
  return join(pluginRoot, 'scripts', 'worker-service.cjs');
}

function copyPlugin(root: string, from: ClaudeMemPackage): void {
  mkdirSync(root, { recursive: true });
  // Source maps are half of the bytes and nobody reads them here.
  cpSync(from.pluginDir, root, { recursive: true, filter: (path) => !path.endsWith('.map') });
  symlinkSync(from.modulesDir, join(root, 'node_modules'), 'dir');
}
