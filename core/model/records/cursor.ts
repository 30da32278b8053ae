import { z } from 'zod';

/** How far one log has been read: everything up to `upTo`, and single ones beyond a hole. */
export interface Cursor {
  readonly upTo: number;
  /** Ascending, all above `upTo + 1`. */
  readonly extras: readonly number[];
  /**
   * First 16 hex of the hashes of the segments that were read with number `upTo`: two where the log forked. Empty when not
   * known. The next segment's `prev` is one of them, or there is a fork that was not seen.
   */
  readonly tips: readonly string[];
}

/** Whatever order its extras stand in, and however often: what was read was read. */
export const cursorSchema: z.ZodType<Cursor> = z
  .object({ upTo: z.int().min(0), extras: z.array(z.int().min(1)), tips: z.array(z.string()).default([]) })
  .transform(({ upTo, extras, tips }) => {
    const sorted = [...new Set(extras)].sort((a, b) => a - b);
    const after = closed(upTo, sorted);
    return { ...after, tips: after.upTo === upTo ? tips : [] };
  });

export const cursorStart: Cursor = { upTo: 0, extras: [], tips: [] };

export function hasRead({ upTo, extras }: Cursor, seq: number): boolean {
  return seq <= upTo || extras.includes(seq);
}

/** The cursor after `seq` was read too, from a name with `hash16`; the order of reading does not matter. */
export function afterReading(cursor: Cursor, seq: number, hash16: string): Cursor {
  const { upTo, extras, tips } = cursor;
  if (seq === upTo && !tips.includes(hash16)) return { ...cursor, tips: [...tips, hash16] };
  if (hasRead(cursor, seq)) return cursor;
  const sorted = [...extras, seq].sort((a, b) => a - b);
  const after = closed(upTo, sorted);
  if (after.upTo === upTo) return { ...after, tips };
  return { ...after, tips: after.upTo === seq ? [hash16] : [] };
}

/** The cursor after an index that covers everything up to `seq` was merged. */
export function afterCovering(cursor: Cursor, seq: number): Cursor {
  if (seq <= cursor.upTo) return cursor;
  const after = closed(
    seq,
    cursor.extras.filter((extra) => extra > seq),
  );
  return { ...after, tips: [] };
}

/** Numbers up to `head` that were not read, ascending, at most `limit`. */
export function holesOf(cursor: Cursor, head: number, limit: number): number[] {
  const holes: number[] = [];
  for (let seq = cursor.upTo + 1; seq <= head && holes.length < limit; seq++) {
    if (!cursor.extras.includes(seq)) holes.push(seq);
  }
  return holes;
}

function closed(upTo: number, ascending: readonly number[]): Omit<Cursor, 'tips'> {
  let end = upTo;
  for (const extra of ascending) if (extra === end + 1) end = extra;
  return { upTo: end, extras: ascending.filter((extra) => extra > end) };
}
