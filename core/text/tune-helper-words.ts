import type { ErrorTexts } from './sentence.ts';

/** Faults of the root helper, of asking it and of installing it. */
export type TuneHelperErrors = Pick<
  ErrorTexts,
  | 'tune-helper-refused'
  | 'tune-helper-silent'
  | 'tune-helper-not-built'
  | 'tune-helper-untrusted'
  | 'tune-helper-foreign'
  | 'tune-helper-account'
>;
