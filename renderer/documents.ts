import { z } from 'zod';

/** The fields of the commands' documents that the panel shows; what else stands in them is left out. */

const count = z.int().min(0);
const rows = z.record(z.string(), count);

/** `push --force` where records are merged. */
const mergeForcePush = z.object({
  mode: z.literal('merge'),
  state: z.enum(['planned', 'nothing', 'declined', 'done']),
  deletes: count,
  edits: count,
  revives: count,
  leftAlone: count,
  lacked: z.array(z.object({ label: z.string(), records: count, titles: z.array(z.string()) })),
  historyId: z.int().nullable(),
});
export type MergeForcePush = z.infer<typeof mergeForcePush>;

/** `pull --replace` where records are merged. */
const mergeForcePull = z.object({
  mode: z.literal('merge'),
  state: z.enum(['planned', 'nothing', 'declined', 'done']),
  /** Rows that only this machine has. */
  removed: count,
  /** Rows that become as the others have them. */
  rows: count,
  left: count,
  historyId: z.int().nullable(),
});
export type MergeForcePull = z.infer<typeof mergeForcePull>;

const head = z.object({
  revision: z.int(),
  epoch: z.int(),
  label: z.string(),
  device: z.string(),
  at: z.number(),
  rows,
});
export type HeadShown = z.infer<typeof head>;

/** Both where whole images are exchanged. */
const mirrorForce = z.object({
  mode: z.literal('mirror').default('mirror'),
  dryRun: z.boolean(),
  decision: z.object({ kind: z.string(), parents: z.array(head).optional(), head: head.optional() }),
  published: z.object({ records: count }),
  applied: z.object({ records: count }),
  historyId: z.int().nullable(),
});
export type MirrorForce = z.infer<typeof mirrorForce>;

export const forcePushDocument = z.union([mergeForcePush, mirrorForce]);
export const forcePullDocument = z.union([mergeForcePull, mirrorForce]);

const mergeRestore = z.object({
  mode: z.literal('merge'),
  bringBack: count,
  unedit: count,
  remove: count,
  left: z.object({ rows: count }).nullable(),
  historyId: z.int().nullable(),
});
const mirrorRestore = z.object({
  mode: z.literal('mirror').default('mirror'),
  rowsNow: rows.nullable(),
  rowsThen: rows,
  historyId: z.int().nullable().default(null),
});
export const restoreDocument = z.union([mergeRestore, mirrorRestore]);
export type RestoreDocument = z.infer<typeof restoreDocument>;

/** What the store has of `history`: revisions of whole images, or the newest snapshot of each machine. */
const stored = z.object({ id: z.string(), label: z.string(), at: z.number(), rows, bytes: count });
export const historyDocument = z.object({
  offline: z.boolean(),
  revisions: z.array(stored),
  snapshots: z.array(stored).default([]),
  damaged: z.array(z.object({ key: z.string(), finding: z.string() })),
});

/** `sync`; where a brake stops it, what is held stands in the fault. */
export const heldDocument = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).optional(),
});
export const syncDocument = z.object({
  published: z.object({ records: count }),
  applied: z.object({ records: count }),
});

export const copyDocument = z.object({ to: z.string(), rows });

export const undoPlan = z.object({ undoes: z.int(), act: z.string(), rows: count.optional() });
export const undoDone = z.object({ undoes: z.int(), rows: count.optional() });

export const anyDocument = z.object({});

export const doctorDocument = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(['ok', 'warn', 'fail']),
      message: z.string(),
      next: z.string().nullable(),
      code: z.string().nullable(),
    }),
  ),
  fixed: z.array(z.string()),
});
export type Check = z.infer<typeof doctorDocument>['checks'][number];

const settingValue = z.union([z.string(), z.number(), z.boolean()]);
export const settingsDocument = z.object({
  settings: z.array(z.object({ key: z.string(), value: settingValue, default: settingValue, expected: z.string() })),
});
export type ListedSetting = z.infer<typeof settingsDocument>['settings'][number];
