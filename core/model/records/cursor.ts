import { z } from 'zod';

/** How far one log has been read: everything up to `upTo`, and single ones beyond a hole. */
export interface Cursor {
  readonly upTo: number;
  /** Ascending, all above `upTo + 1`. */
  readonly extras: readonly number[];
}

export const cursorSchema: z.ZodType<Cursor> = z.object({
  upTo: z.int().min(0),
  extras: z.array(z.int().min(1)),
});

export const cursorStart: Cursor = { upTo: 0, extras: [] };

export function hasRead({ upTo, extras }: Cursor, seq: number): boolean {
  return seq <= upTo || extras.includes(seq);
}

/** The cursor after `seq` was read too; the order of reading does not matter. */
export function afterReading(cursor: Cursor, seq: number): Cursor {
  if (hasRead(cursor, seq)) return cursor;
  return closed(
    cursor.upTo,
    [...cursor.extras, seq].sort((a, b) => a - b),
  );
}

/** The cursor after an index that covers everything up to `seq` was merged. */
export function afterCovering({ upTo, extras }: Cursor, seq: number): Cursor {
  return closed(
    Math.max(upTo, seq),
    extras.filter((extra) => extra > seq),
  );
}

/** Numbers up to `head` that were not read, ascending, at most `limit`. */
export function holesOf(cursor: Cursor, head: number, limit: number): number[] {
  const holes: number[] = [];
  for (let seq = cursor.upTo + 1; seq <= head && holes.length < limit; seq++) {
    if (!cursor.extras.includes(seq)) holes.push(seq);
  }
  return holes;
}

function closed(upTo: number, ascending: readonly number[]): Cursor {
  let end = upTo;
  for (const extra of ascending) if (extra === end + 1) end = extra;
  return { upTo: end, extras: ascending.filter((extra) => extra > end) };
}
