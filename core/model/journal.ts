import { z } from 'zod';
import { baseSchema } from './base.ts';
import { headRefSchema } from './history.ts';
import { nonceSchema, revisionSchema, sha256Schema } from './ids.ts';

/**
 * What is being done. Each step is written just before it begins, so that the next start knows how far a killed
 * process may have come (engine/recover.ts). One publish and one replace at a time.
 */
export const publishSteps = [
  'taking-lease',
  'taking-image',
  'storing-parts',
  'storing-manifest',
  'storing-head',
  'agreeing',
  // Agreed on; only the lease is still ours.
  'releasing-lease',
] as const;
export const replaceSteps = [
  'preparing',
  'taking-interlock',
  'stopping-worker',
  'keeping-copy',
  'placing',
  'settling',
  'starting-worker',
  'agreeing',
] as const;

const publishSchema = z.object({
  act: z.literal('publish'),
  why: z.enum(['push', 'force', 'undo', 'restore']),
  step: z.enum(publishSteps),
  /** Drawn before the first write: names the snapshot and the head. */
  nonce: nonceSchema,
  /** Folder of the snapshot that is being stored; null when an existing one is published again. */
  snapshot: z.string().nullable(),
  revision: revisionSchema.nullable(),
  losers: z.array(headRefSchema),
  baseBefore: baseSchema.nullable(),
  /** For the history, when recovery finds that the head was stored. */
  undoes: z.int().nullable(),
});

const replaceSchema = z.object({
  act: z.literal('replace'),
  why: z.enum(['pull', 'force-pull', 'forced-by-other', 'restore', 'import', 'undo']),
  step: z.enum(replaceSteps),
  /** Scratch file that is placed. */
  image: z.string().nullable(),
  /** The head whose content is placed; null for a restore. */
  head: headRefSchema.nullable(),
  /** Base to set once the image is in place; null keeps the old one. */
  baseAfter: baseSchema.nullable(),
  baseBefore: baseSchema.nullable(),
  restorePoint: z.string(),
  workerRan: z.boolean(),
  /** Names the copy of what was here, and the folder for files that had to be moved away. */
  keepAs: z.enum(['safety', 'set-aside']),
  /** Schema cookie before the image was placed, content digest after: with the copy they tell whether it was. */
  cookieBefore: z.int().nullable(),
  digestAfter: sha256Schema,
  rowsAfter: z.record(z.string(), z.int()).nullable(),
  undoes: z.int().nullable(),
});

export const journalEntrySchema = z.discriminatedUnion('act', [publishSchema, replaceSchema]);
export type JournalEntry = z.infer<typeof journalEntrySchema>;
export type PublishEntry = z.infer<typeof publishSchema>;
export type ReplaceEntry = z.infer<typeof replaceSchema>;
export type JournalAct = JournalEntry['act'];
