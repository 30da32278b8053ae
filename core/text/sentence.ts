import type { ErrorCode, ErrorData } from '../model/errors.ts';

/** A fault as a person reads it: the fact with name and number, then what to do next. */
export interface Sentence {
  readonly message: string;
  readonly hint: string;
}

/** A value that a person gave is shown this far: enough to know it again. */
const valueCharsMax = 60;

/** A value of any length, on one line, as part of a sentence. */
export function shown(value: string): string {
  const line = value.replaceAll(/\p{Cc}/gu, ' ');
  const letters = Array.from(line);
  return letters.length <= valueCharsMax ? line : `${letters.slice(0, valueCharsMax).join('')}…`;
}

/** Whether a remote, as people see it, is a bucket and not a folder. */
export function isBucket(where: string): boolean {
  return /^https?:\/\//.test(where);
}

/** One for every code: the compiler misses none. */
export type ErrorTexts = { readonly [Code in ErrorCode]: (data: ErrorData[Code]) => Sentence };
