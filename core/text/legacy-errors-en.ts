import { formatFor } from './format.ts';
import type { ErrorTexts } from './sentence.ts';

const { count, time } = formatFor('en');

const envFindings: Readonly<Record<string, string>> = {
  'command-substitution': 'it would run a command to get a value',
  command: 'it would run a command, and is no assignment such as NAME=value',
  expansion: 'it has an expansion that only a shell can do',
  operator: 'it has an operator of the shell outside quotes',
  'other-home': 'it names the home of another user',
  'quote-open': 'a quote or backslash has no end',
  'control-character': 'it has a control character',
};

type LegacyErrors = Pick<
  ErrorTexts,
  'env-file-refused' | 'legacy-project-unknown' | 'legacy-locked' | 'legacy-changed'
>;

/** Faults about the Python membridge: its settings file, its bucket, its lock. */
export const legacyErrorsEn: LegacyErrors = {
  'env-file-refused': ({ path, line, finding }) => ({
    message: `Line ${line} of ${path} is not read: ${envFindings[finding] ?? finding}. Nothing of the file was used.`,
    hint: "Settings are read, never executed: write the value itself there, in single quotes ('…').",
  }),
  'legacy-project-unknown': ({ id, where, found }) => ({
    message: `The Python membridge has no project ${id} in ${where}.`,
    hint:
      found === ''
        ? 'Nothing of the Python membridge is there: check the bucket, or the folder.'
        : `It has ${found}: choose with --project NAME or --prefix-id ID, and look with \`membridge import-legacy --list\`.`,
  }),
  'legacy-locked': ({ host, freeAtMs, freeInMinutes }) => ({
    message: `${host} holds the lock of the Python membridge until ${time(freeAtMs)}: it may be writing there.`,
    hint: `Try again in ${count(freeInMinutes, { one: 'minute', many: 'minutes' })}. The Python membridge never releases its lock; if its push is over for sure, delete locks/active.lock there.`,
  }),
  'legacy-changed': ({ where }) => ({
    message: `Somebody else wrote in ${where} at the same moment. Nothing here was changed.`,
    hint: 'See that no Python membridge is pushing, then run the command again.',
  }),
};
