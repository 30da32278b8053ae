import { z } from 'zod';
import { slowdowns } from '../../model/board/heat.ts';
import type { TimedSample } from '../../model/board/rates.ts';
import type { DiskKind } from '../../model/tune/ids.ts';
import { overlayIds, profileIds, storageIds } from '../../model/tune/ids.ts';
import type { Row } from '../../model/tune/plan-rows.ts';

/**
 * The machine that the host runs on, and the tuning of its kernel. A browser imports this file, too. Sentences come in the
 * language that is asked for; numbers as numbers.
 *
 * `GET /api/board` tells what it is and what stands applied, `GET /api/board/sample` how it is at this moment. `POST
 * /api/board/plan` tells what suits it; `…/apply`, `…/confirm` and `…/revert` change settings, through a helper with the
 * right for it, and only for who asks from this machine itself.
 */

const language = z.enum(['en', 'uk']).default('en');
export type BoardLanguage = z.infer<typeof language>;

const instant = z.int().min(0);
const amount = z.number().min(0);
const name = z.string().max(400);
const sentence = z.string().max(4_096);
const command = z.string().max(4_096);
/** More of anything no board has; a hostile tree may. */
const some = 64;

export const boardRequestSchema = z.strictObject({ language });

export const wordRequestSchema = z.strictObject({ language });

/** Null and empty: what suits the machine. */
const wish = {
  profile: z.enum(profileIds).nullable(),
  overlays: z
    .array(z.enum(overlayIds))
    .max(overlayIds.length)
    .refine((list) => list.filter((id) => storageIds.some((disk) => disk === id)).length <= 1)
    // Each once, in one order: the same wish is the same plan.
    .transform((list) => overlayIds.filter((id) => list.includes(id))),
};
export const planRequestSchema = z.strictObject({ language, ...wish });
export type PlanRequest = z.input<typeof planRequestSchema>;

/** `hash`: of the plan that the person saw. */
export const applyRequestSchema = z.strictObject({ language, ...wish, hash: z.string().regex(/^[\da-f]{64}$/) });
export const revertRequestSchema = z.strictObject({ language, onlyLast: z.boolean().default(false) });

/** What may be asked to be done, as the path names it. */
export type BoardAct =
  | ({ readonly verb: 'apply' } & z.input<typeof applyRequestSchema>)
  | ({ readonly verb: 'confirm' } & z.input<typeof wordRequestSchema>)
  | ({ readonly verb: 'revert' } & z.input<typeof revertRequestSchema>);

const diskKind = z.enum([
  'sd',
  'emmc',
  'nvme',
  'usb',
  'disk',
  'virtual',
  'network',
  'unknown',
]) satisfies z.ZodType<DiskKind>;

const facts = z.object({
  model: name.nullable(),
  system: name.nullable(),
  kernel: name.nullable(),
  /** Null outside of one. */
  container: name.nullable(),
  processor: name.nullable(),
  cores: z.int().min(1).nullable(),
  memoryBytes: amount.nullable(),
  storage: z.object({ kind: diskKind, device: name.nullable(), filesystem: name.nullable() }),
  /** Who sets up zram at boot, by name. */
  zramBy: z.array(name).max(some),
  /** Limits of memory work; null: that cannot be seen. */
  limitsWork: z.boolean().nullable(),
});

/** What Membridge has set on this machine. */
const standing = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  /** Taken back by itself unless a person confirms it within `leftMs`. */
  z.object({ state: z.literal('waiting'), profile: z.enum(profileIds), leftMs: z.int().min(0) }),
  z.object({ state: z.literal('in-force'), profile: z.enum(profileIds), at: instant }),
  /** A program ended halfway: reverting settles it. */
  z.object({ state: z.literal('unsettled'), profile: z.enum(profileIds) }),
  /** The journal cannot be read: nothing is done by guess. */
  z.object({ state: z.literal('damaged'), says: sentence }),
]);
export type BoardStanding = z.infer<typeof standing>;

export const boardSchema = z.object({
  ok: z.literal(true),
  /** There is something to look at or to set here: a board, or a machine whose zram can be tuned. */
  isListed: z.boolean(),
  /** Whether settings may be changed over this connection: only from the machine itself. */
  mayAct: z.boolean(),
  helper: z.enum(['absent', 'forbidden', 'ready']),
  facts,
  /** What suits it; null where its memory is not known. */
  fits: z.object({ profile: z.enum(profileIds), overlay: z.enum(overlayIds).nullable() }).nullable(),
  standing,
  /** The last change, if it was taken back: why, and what was left because somebody else had changed it. */
  takenBack: z.object({ at: instant, says: z.array(sentence).max(some) }).nullable(),
  /** To paste, where the helper is not there. */
  commands: z.object({ confirm: command, revert: command, install: command }),
});
export type Board = z.infer<typeof boardSchema>;

const row = z.object({
  key: name,
  name,
  now: name,
  next: name,
  why: sentence,
  state: z.enum(['change', 'at-boot', 'same', 'refused']) satisfies z.ZodType<Row['state']>,
  setBy: name.nullable(),
});

export const boardPlanSchema = z.object({
  ok: z.literal(true),
  hash: z.string().max(64),
  /** What it is for, in a sentence; null where nothing is planned at all. */
  says: sentence.nullable(),
  rows: z.array(row).max(some),
  /** What applying it would do, one after another. */
  steps: z.array(sentence).max(some),
  /** Why there is nothing to apply; null where there is. */
  reason: sentence.nullable(),
  needsReboot: z.boolean(),
  findings: z.array(sentence).max(some),
  advice: z.array(sentence).max(some),
  /** To paste, where the helper is not there. */
  command,
});
export type BoardPlan = z.infer<typeof boardPlanSchema>;

/** What was done, in sentences: what was taken back, and what was left as it is. */
export const boardDoneSchema = z.object({ ok: z.literal(true), says: z.array(sentence).max(some) });
export type BoardDone = z.infer<typeof boardDoneSchema>;

const percent = z.number().min(0).max(100);
const pressure = z.object({ some10: percent, some60: percent, full10: percent.nullable() }).nullable();
const slow = z.array(z.enum(slowdowns));

const sample = z.object({
  at: instant,
  uptimeMs: amount.nullable(),
  memory: z.object({ totalBytes: amount, availableBytes: amount.nullable() }).nullable(),
  swap: z.object({ sizeBytes: amount, usedBytes: amount }).nullable(),
  zram: z
    .object({
      sizeBytes: amount,
      storedBytes: amount,
      usedBytes: amount,
      limitBytes: amount,
      failedWrites: amount.nullable(),
      writtenBackBytes: amount.nullable(),
    })
    .nullable(),
  pressure: z.object({ memory: pressure, io: pressure, cpu: pressure }),
  paging: z
    .object({
      swappedInPages: amount,
      swappedOutPages: amount,
      majorFaults: amount,
      stalls: amount.nullable(),
      oomKills: amount.nullable(),
    })
    .nullable(),
  heat: z.object({ celsius: z.number(), zone: name }).nullable(),
  throttled: z.object({ now: slow, sinceBoot: slow }).nullable(),
  disk: z
    .object({
      device: name,
      kind: diskKind,
      writtenBytes: amount.nullable(),
      lifetimeBytes: amount.nullable(),
      wear: z
        .object({ usedPercent: percent.nullable(), reserve: z.enum(['ok', 'warn', 'urgent']).nullable() })
        .nullable(),
    })
    .nullable(),
}) satisfies z.ZodType<TimedSample>;

/** Five minutes, at the pace of a page that is looked at. */
export const samplesMax = 150;
/** How often a page asks while somebody looks at it, and while it is hidden. */
export const sampleMs = { seen: 2_000, hidden: 30_000 } as const;

/** Those after a moment, oldest first: the host keeps the last few that somebody asked for. */
export const samplesRequestSchema = z.strictObject({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});
export const boardSamplesSchema = z.object({ ok: z.literal(true), samples: z.array(sample).max(samplesMax) });
export type BoardSamples = z.infer<typeof boardSamplesSchema>;
