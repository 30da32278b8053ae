import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** More entries than this (a plugin cache with node_modules) are left out; the first ones tell a change well enough. */
const entriesMax = 50_000;

/**
 * Names, sizes and modification times (ms) of everything under `paths`, as `path -> facts`. Follows no link, reads no
 * content, skips what does not exist.
 */
export async function fingerprint(paths: readonly string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined && seen.size < entriesMax; path = waiting.pop()) {
    const facts = await lstat(path).catch(() => undefined);
    if (facts === undefined) continue;
    seen.set(path, `${facts.mode} ${facts.isDirectory() ? '' : facts.size} ${facts.mtimeMs}`);
    if (facts.isDirectory()) waiting.push(...(await readdir(path).catch(() => [])).map((name) => join(path, name)));
  }
  return seen;
}

/** The paths that are new, gone or different, in the order of their names. */
export function changedPaths(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path)).sort();
}
