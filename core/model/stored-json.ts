import { z } from 'zod';
import { fail } from './errors.ts';

/** The stored formats' major number: all of ours are 1 so far. */
export const formatCurrent = 1;

/** A text that people are shown in one line: what stands in a bucket must not steer their terminal. */
export const shownText = (charsMax: number) =>
  z
    .string()
    .max(charsMax)
    .regex(/^\P{Cc}*$/u, 'holds control characters');

/** What a later version says its format is, as far as it is shown. */
const formatCharsMax = 20;
/** Names of fields may be anybody's: tables of a memory. */
const pathCharsMax = 100;

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
    throw fail('format-unknown', { key, format: shown(String(head.data.format), formatCharsMax) });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = issue && issue.path.length > 0 ? shown(issue.path.map(String).join('.'), pathCharsMax) : 'the object';
  throw fail('object-damaged', { key, finding: `${at}: ${issue?.message ?? 'wrong form'}` });
}

/** Words of a foreign object, fit to be shown. */
function shown(text: string, charsMax: number): string {
  return text.replace(/\P{ASCII}|\p{Cc}/gu, '?').slice(0, charsMax);
}

/** One line of JSON with a newline: what padding extends. */
export function encodeStored(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
