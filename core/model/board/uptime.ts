import type { Look } from '../tune/look.ts';

/** By /proc/uptime (proc_uptime(5)). */
export function uptimeOf(look: Look): number | null {
  const seconds = /^(\d{1,10}(?:\.\d{1,3})?)\s/.exec(`${look.line('/proc/uptime') ?? ''} `)?.[1];
  return seconds === undefined ? null : Math.round(Number(seconds) * 1_000);
}
