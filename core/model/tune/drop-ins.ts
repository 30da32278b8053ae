import type { Look } from './look.ts';

export interface DropIn {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/**
 * Drop-in files in the order in which they are applied (systemd.syntax(5), sysctl.d(5)): by name, whatever folder they are
 * in; of one name only the file of the first folder counts. An empty file or a link to /dev/null masks that name.
 */
export function dropIns(look: Look, folders: readonly string[]): DropIn[] {
  const byName = new Map<string, string>();
  for (const folder of folders) {
    for (const name of look.tree.names(folder)) {
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${folder}/${name}`);
    }
  }
  const names = [...byName.keys()].toSorted(byBytes);
  return names.flatMap((name): DropIn[] => {
    const path = byName.get(name) ?? '';
    // A link to /dev/null has no text.
    const text = look.text(path);
    return text === null || text.trim() === '' ? [] : [{ name, path, text }];
  });
}

/** As strcmp orders plain names; the names of drop-ins are ASCII in practice. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function isNull(link: string | null): boolean {
  return link === '/dev/null';
}
