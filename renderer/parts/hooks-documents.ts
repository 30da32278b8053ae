import { z } from 'zod';

/** The fields of the documents of `hooks` that the panel shows. */

/** `hooks status`. */
export const hooksStatusDocument = z.object({
  settings: z.string(),
  hooks: z.array(
    z.object({
      event: z.string(),
      standing: z.enum(['installed', 'old', 'missing']),
      /** A program that it starts and that is not there any more. */
      gone: z.string().nullable(),
    }),
  ),
  /** Claude Code is told to run no hooks at all. */
  disabled: z.boolean(),
  /** Commands of the Python membridge. */
  python: z.array(z.string()),
  otherHomes: z.array(z.string()),
});
export type HooksStatus = z.infer<typeof hooksStatusDocument>;

/** `hooks install` and `hooks uninstall`, planned and done. */
export const hooksChangeDocument = z.object({
  settings: z.string(),
  /** As `diff -u` shows it, without the head; empty where nothing is to be done. */
  change: z.array(z.string()),
});

export type HooksStanding = 'installed' | 'old' | 'missing';

/** All of them in one word: `old` is whatever an install would put right. */
export function standingOf({ hooks }: HooksStatus): HooksStanding {
  if (hooks.every(({ standing }) => standing === 'missing')) return 'missing';
  return hooks.every(({ standing, gone }) => standing === 'installed' && gone === null) ? 'installed' : 'old';
}
