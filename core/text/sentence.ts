import type { ErrorCode, ErrorData } from '../model/errors.ts';

/** A fault as a person reads it: the fact with name and number, then what to do next. */
export interface Sentence {
  readonly message: string;
  readonly hint: string;
}

/** One for every code: the compiler misses none. */
export type ErrorTexts = { readonly [Code in ErrorCode]: (data: ErrorData[Code]) => Sentence };
