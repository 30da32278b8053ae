import { z } from 'zod';
import type { StateWord, Status } from '../../model/status.ts';

/**
 * What goes over the host's API, both ways. A browser imports this file: it needs zod and pure model types, nothing else.
 * Answers are objects; a reader ignores fields that it does not know. A fault is always `faultSchema` with a status of 400 or more.
 */

/** A body is a few words; more is not ours. */
export const bodyBytesMax = 64 * 1024;

const instant = z.int().min(0);
const count = z.int().min(0);

export const stateWordSchema = z.enum([
  'in-sync',
  'pending',
  'syncing',
  'offline',
  'paused',
  'locked',
  'conflict',
  'braked',
  'error',
  'setup',
]) satisfies z.ZodType<StateWord>;

/** `model/status.ts`, as it comes over the wire. */
export const statusSchema: z.ZodType<Status> = z.object({
  project: z.object({ name: z.string(), id: z.string() }),
  device: z.object({ id: z.string(), label: z.string() }),
  mode: z.enum(['merge', 'mirror']),
  state: stateWordSchema,
  why: z.string(),
  source: z.object({
    path: z.string(),
    kind: z.string(),
    exists: z.boolean(),
    rows: z.record(z.string(), count),
    bytes: count.nullable(),
    toolVersion: z.string().nullable(),
  }),
  remote: z.object({
    kind: z.string(),
    where: z.string(),
    grade: z.enum(['A', 'B', 'C', 'D']).nullable(),
    reachable: z.boolean(),
    encryption: z.string(),
  }),
  pending: z.object({ records: count }),
  held: count.exactOptional(),
  heldBack: count.exactOptional(),
  base: z.object({ revision: z.int(), epoch: z.int() }).nullable(),
  head: z.object({ revision: z.int(), epoch: z.int(), label: z.string(), at: z.number() }).nullable(),
  lease: z
    .object({ holder: z.string(), label: z.string(), since: z.number(), expires: z.number(), purpose: z.string() })
    .nullable(),
  devices: z.array(
    z.object({
      id: z.string(),
      label: z.string().nullable(),
      lastSeen: z.number().nullable(),
      behind: z.int().nullable(),
      finding: z.string().nullable(),
      version: z.string().exactOptional(),
    }),
  ),
  lastSync: z.object({ at: z.number(), outcome: z.string() }).nullable(),
});

export const phaseSchema = z.enum([
  'checking',
  'copying',
  'uploading',
  'downloading',
  'keeping-safety-copy',
  'stopping-worker',
  'replacing',
  'starting-worker',
  'verifying',
]);

/** What the engine does right now. */
export const busySchema = z.object({
  /** `sync`, or the name of the command. */
  what: z.string(),
  since: instant,
  phase: phaseSchema.nullable(),
  doneBytes: z.number().min(0),
  /** Null: nobody knows yet. */
  totalBytes: z.number().min(0).nullable(),
});
export type Busy = z.infer<typeof busySchema>;

/** Something a person should hear of once. The panel makes the sentence from code and data. */
export const noticeSchema = z.object({
  /** The same matter keeps its id: seen once, it is not shown as new again. */
  id: z.string().min(1).max(200),
  at: instant,
  level: z.enum(['info', 'warning', 'problem']),
  /** A kebab word such as `device-unseen`; an unknown one is shown by `message`. */
  code: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** In English, for whoever does not know the code. */
  message: z.string(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** What only the host knows: laid over what the last look saw. */
export const hostPartSchema = z.object({
  version: z.string(),
  pid: z.int(),
  startedAt: instant,
  state: stateWordSchema,
  why: z.string(),
  /** Since when it has been in this state. */
  since: instant,
  pausedUntil: z.union([instant, z.literal('until-resumed'), z.null()]),
  busy: busySchema.nullable(),
  offlineSince: instant.nullable(),
  lastLookAt: instant.nullable(),
  nextLookAt: instant.nullable(),
  /** Three polls were missed: nothing here is green. */
  isStale: z.boolean(),
  notices: z.array(noticeSchema).readonly(),
});
export type HostPart = z.infer<typeof hostPartSchema>;

/** `status` is what the last look saw; null before the first one. */
export const hostStatusSchema = z.object({ status: statusSchema.nullable(), host: hostPartSchema });
export type HostStatus = z.infer<typeof hostStatusSchema>;

/** Open to everybody who may reach the port: nothing but these two. */
export const healthSchema = z.object({ ok: z.boolean(), state: stateWordSchema });
export type Health = z.infer<typeof healthSchema>;

export const wakeReasonSchema = z.enum([
  'start',
  'file',
  'timer',
  'network',
  'resume',
  'focus',
  'hook-session-start',
  'hook-user-prompt',
  'hook-stop',
  'hook-session-end',
  'command',
  'settings',
  'person',
]);
export type WakeReason = z.infer<typeof wakeReasonSchema>;

/** A week: who wants longer pauses until resumed. */
export const pauseMsMax = 7 * 24 * 3_600_000;

export const sessionRequestSchema = z.strictObject({ code: z.string().min(1).max(100) });
export const sessionSchema = z.object({ ok: z.literal(true), token: z.string() });
/** A new one-time code, for another window or device of the same person. */
export const codeSchema = z.object({ ok: z.literal(true), code: z.string(), forMs: count });
/** A session of the memory tool that begins waits no longer for what the others wrote. */
export const wakeWaitMsMax = 1_500;
/** With `waitMs` the answer comes when the look that this asks for has ended, or when that time is over. */
export const wakeRequestSchema = z.strictObject({
  reason: wakeReasonSchema,
  waitMs: z.int().min(0).max(wakeWaitMsMax).exactOptional(),
});
/** Null: until resumed. */
export const pauseRequestSchema = z.strictObject({ forMs: z.int().min(1_000).max(pauseMsMax).nullable() });
/** A command line without the program's name. */
export const commandRequestSchema = z.strictObject({ argv: z.array(z.string().max(4_096)).min(1).max(32) });
export const doneSchema = z.object({ ok: z.literal(true) });

/** How a command ended, with the document that `--json` prints and what it said beside it. */
export const commandEndSchema = z.object({
  exitCode: z.int().min(0).max(255),
  document: z.record(z.string(), z.unknown()),
  notes: z.array(z.string()).readonly(),
});
export type CommandEnd = z.infer<typeof commandEndSchema>;

/** The first line of the answer to `POST /api/aside`; the host stays aside until the connection closes. */
export const asideWord = 'aside';

export const faultSchema = z.object({
  ok: z.literal(false),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }),
});

/** One round of the engine that ended. */
export const roundEventSchema = z.object({
  at: instant,
  reason: wakeReasonSchema,
  intent: z.enum(['sync', 'push', 'pull']),
  look: z.enum(['quick', 'whole']),
  outcome: z.enum(['done', 'away', 'stopped']),
  /** Why it could not be done. */
  code: z.string().nullable(),
  tookMs: z.number().min(0),
  published: count,
  applied: count,
  /** Whose rows came. */
  labels: z.array(z.string()).readonly(),
  /** Its entry in the history. */
  historyId: z.int().nullable(),
});
export type RoundEvent = z.infer<typeof roundEventSchema>;

/**
 * What the stream tells. `progress` is for whoever listens now: it has no id and is not kept. `reset`: events were lost
 * between the last one that this reader saw and now; a `status` follows, everything else is to be asked for again.
 */
export const hostEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), data: hostStatusSchema }),
  z.object({ kind: z.literal('progress'), data: busySchema.nullable() }),
  z.object({ kind: z.literal('round'), data: roundEventSchema }),
  z.object({ kind: z.literal('notice'), data: noticeSchema }),
  z.object({ kind: z.literal('reset'), data: z.object({}) }),
]);
export type HostEvent = z.infer<typeof hostEventSchema>;
