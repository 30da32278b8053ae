import type { Finding } from './findings.ts';
import type { BoardTree } from './tree.ts';

/** A tree that is read once per file, and what went wrong while reading. */
export interface Look {
  readonly tree: BoardTree;
  /** Null: absent, or unreadable, which then is a finding. */
  text(path: string): string | null;
  /** The first line, without NUL and white space around; null when there is none. */
  line(path: string): string | null;
  /** A whole number that stands alone in a file; anything else in it is a finding. */
  number(path: string): number | null;
  malformed(path: string): void;
  readonly findings: readonly Finding[];
}

export function lookInto(tree: BoardTree): Look {
  const seen = new Map<string, string | null>();
  const findings: Finding[] = [];
  const malformed = (path: string) => {
    if (!findings.some((each) => each.code === 'malformed' && each.path === path)) {
      findings.push({ code: 'malformed', path });
    }
  };
  const text = (path: string): string | null => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const found = tree.read(path);
    if (found.kind === 'unreadable') findings.push({ code: 'unreadable', path, reason: found.reason });
    const result = found.kind === 'text' ? found.text : null;
    seen.set(path, result);
    return result;
  };
  const line = (path: string): string | null => {
    const first = text(path)?.replaceAll('\0', '').split('\n')[0]?.trim();
    return first === undefined || first === '' ? null : first;
  };
  return {
    tree,
    text,
    line,
    malformed,
    findings,
    number(path) {
      const first = line(path);
      if (first === null) return null;
      if (/^-?\d{1,15}$/.test(first)) return Number(first);
      malformed(path);
      return null;
    },
  };
}
