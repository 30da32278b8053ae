import { z } from 'zod';
import { fail } from '../../model/errors.ts';

/** Longer ones are not ours. */
const charsMax = 400;

/** Where a list goes on, as a word that says nothing to others. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place again; null for no cursor. Throws `usage` for what is none of this list's. */
export function placeIn<T>(cursor: string | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === undefined) return null;
  const place = schema.safeParse(jsonIn(cursor));
  if (place.success) return place.data;
  throw fail('usage', { detail: '`before` is no place in this list' });
}

function jsonIn(cursor: string): unknown {
  if (cursor.length > charsMax || !/^[\w-]+$/.test(cursor)) return null;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
