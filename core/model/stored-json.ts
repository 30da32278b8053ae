import { z } from 'zod';
import { fail } from './errors.ts';

/** The stored formats' major number: all of ours are 1 so far. */
export const formatCurrent = 1;

const anyFormat = z.looseObject({ format: z.unknown() });

/**
 * Parses a stored JSON object that carries `format`. Fields we do not know are dropped, a newer major format is
 * `format-unknown` (update Membridge), anything else wrong is `object-damaged`; `key` names it in both.
 */
export function parseStored<T>(key: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw fail('object-damaged', { key, finding: 'it is not JSON' }, cause);
  }
  const head = anyFormat.safeParse(json);
  if (head.success && head.data.format !== formatCurrent) {
    throw fail('format-unknown', { key, format: String(head.data.format) });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = issue && issue.path.length > 0 ? issue.path.join('.') : 'the object';
  throw fail('object-damaged', { key, finding: `${at}: ${issue?.message ?? 'wrong form'}` });
}

/** One line of JSON with a newline: what padding extends. */
export function encodeStored(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
