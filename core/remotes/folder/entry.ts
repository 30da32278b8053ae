import type { BigIntStats } from 'node:fs';
import type { Entry } from '../../ports/remote.ts';

/**
 * A write always makes a new file, so its number on the disk changes; time and size change where the number is used
 * again. A stick may number its files anew when it is plugged in again: the etag changes then, the content did not.
 */
export function etagOf(stats: BigIntStats): string {
  return [stats.ino, stats.mtimeNs, stats.size].map((value) => value.toString(36)).join('-');
}

export function entryOf(key: string, stats: BigIntStats): Entry {
  return { key, bytes: Number(stats.size), etag: etagOf(stats) };
}
