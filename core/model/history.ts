import { z } from 'zod';
import { baseSchema } from './base.ts';
import { historyActs } from './history-acts.ts';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema, sha256Schema } from './ids.ts';

const rowsSchema = z.record(z.string(), z.int().min(0));

/** Points at a published head, so that an undo can publish its image again. */
export const headRefSchema = z.object({
  revision: revisionSchema,
  epoch: epochSchema,
  nonce: nonceSchema,
  device: deviceIdSchema,
  label: z.string(),
  rows: rowsSchema,
});
export type HeadRef = z.infer<typeof headRefSchema>;

/** One act that changed something here or in the bucket; the list behind `history` and `undo`. */
export const historyEntrySchema = z.object({
  /** Grows by one; what people type. */
  id: z.int().min(1),
  at: instantSchema,
  act: z.enum(historyActs),
  /** The head that the act published or took. */
  head: headRefSchema.nullable(),
  /** Force push: the heads that lost. Their images stay in the bucket. */
  losers: z.array(headRefSchema),
  /** The copy of what was here before the act replaced it. */
  restorePoint: z.string().nullable(),
  /** What this device agreed with before the act. */
  baseBefore: baseSchema.nullable(),
  rowsBefore: rowsSchema.nullable(),
  rowsAfter: rowsSchema.nullable(),
  /** The entry that this one undid. */
  undoes: z.int().nullable(),
  /** Merge mode: records that went and came, and from whom. */
  merge: z
    .object({
      published: z.int().min(0),
      applied: z.int().min(0),
      /** Stored bytes that went and came; left out: were not counted. */
      bytes: z.object({ published: z.int().min(0), applied: z.int().min(0) }).exactOptional(),
      labels: z.array(z.string()),
      /** What an undo of the rows written here is asked for by. */
      rowAct: z.string().nullable(),
      /** Of an act that a person confirmed: rows that it wrote and removed, here or elsewhere. */
      changed: z.object({ written: z.int().min(0), removed: z.int().min(0) }).exactOptional(),
      /** Of an undo: how far it reached; `resumed` took a hold of an undo `here` back. */
      reach: z.enum(['here', 'everywhere', 'resumed']).exactOptional(),
      /** Of a copy made before an act that a person confirmed elsewhere. */
      confirmed: z.string().exactOptional(),
    })
    .exactOptional(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** A copy of the whole live database on this machine. */
export const restorePointSchema = z.object({
  /** Short, typed by people: `r` and a number. */
  id: z.string().regex(/^r\d+$/),
  at: instantSchema,
  /** `safety`: made before an ordinary replace. `set-aside`: the losing side, kept at least 30 days. */
  kind: z.enum(['safety', 'set-aside']),
  why: z.string(),
  bytes: z.int().min(0),
  /** Of the file as kept; null when only unreadable files were moved aside. */
  sha256: sha256Schema.nullable(),
  /** Content digest; null when the copy fails the checks of a sound database: kept all the same. */
  digest: sha256Schema.nullable(),
  rows: rowsSchema,
  schemaVersions: z.array(z.int()),
  /** Of one that came from the Python membridge: whose it was there, for people. */
  origin: z.object({ project: z.string(), host: z.string(), at: z.string() }).exactOptional(),
});
export type RestorePoint = z.infer<typeof restorePointSchema>;
