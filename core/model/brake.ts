import { brakeRowsGoneMax, brakeRowsGoneMin, brakeShareGone } from './limits.ts';

export interface BrakeFinding {
  readonly table: string;
  readonly before: number;
  readonly after: number;
}

/**
 * The first table that lost so many rows since base that a person should say yes before the loss travels
 * (protocol.md section 4): at least 5 rows and more than a fifth, or more than 200. Null when all is well.
 */
export function brakeFor(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): BrakeFinding | null {
  for (const [table, count] of Object.entries(before).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const left = after[table] ?? 0;
    const gone = count - left;
    const large = gone > brakeRowsGoneMax || (gone >= brakeRowsGoneMin && gone > count * brakeShareGone);
    if (large) return { table, before: count, after: left };
  }
  return null;
}
