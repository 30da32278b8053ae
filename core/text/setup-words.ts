import type { ErrorTexts, Sentence } from './sentence.ts';

/** What a form asks for; by the option that says the same on a command line. */
export type SetupKey =
  | '--folder'
  | '--store'
  | '--s3'
  | '--region'
  | '--account'
  | '--bucket'
  | '--prefix'
  | '--project'
  | '--label'
  | '--ca'
  | '--access-key'
  | '--secret-key';

/** What is said to somebody who connects a machine by a form, and not by a command line. */
export interface SetupWords {
  readonly names: Readonly<Record<SetupKey, string>>;
  readonly missing: (name: string, expected: string) => Sentence;
  readonly invalid: (name: string, value: string, expected: string) => Sentence;
  /** For faults whose usual words speak of options. */
  readonly faults: Partial<ErrorTexts>;
  /** What to do, by the reason why a store or folder did not let us in. */
  readonly reasonHints: Readonly<Record<string, string>>;
  /** The folder cannot be written: mostly because this host is a service. */
  readonly readOnlyHint: (folder: string) => string;
}
