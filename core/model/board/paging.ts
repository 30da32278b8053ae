import type { Look } from '../tune/look.ts';

/** Counters since the machine was started, of /proc/vmstat. */
export interface Paging {
  readonly swappedInPages: number;
  readonly swappedOutPages: number;
  /** Pages that had to be read from somewhere before a program could go on. */
  readonly majorFaults: number;
  /** How often a program had to free memory itself before it got some; null: not told. */
  readonly stalls: number | null;
  /** Programs that were ended because memory was full; null: not told. */
  readonly oomKills: number | null;
}

export function pagingOf(look: Look): Paging | null {
  const counters = new Map<string, number>();
  for (const [, name = '', value] of (look.text('/proc/vmstat') ?? '').matchAll(/^(\w{1,60}) (\d{1,16})$/gm)) {
    counters.set(name, Number(value));
  }
  const [into, out, majorFaults] = ['pswpin', 'pswpout', 'pgmajfault'].map((name) => counters.get(name));
  if (into === undefined || out === undefined || majorFaults === undefined) return null;
  const stalls = [...counters].filter(([name]) => name.startsWith('allocstall'));
  return {
    swappedInPages: into,
    swappedOutPages: out,
    majorFaults,
    stalls: stalls.length === 0 ? null : stalls.reduce((sum, [, value]) => sum + value, 0),
    oomKills: counters.get('oom_kill') ?? null,
  };
}
