import { z } from 'zod';
import { type ErrorData, fail, isFault, type MembridgeError } from '../errors.ts';
import { overlayIds, profileIds, storageIds } from './ids.ts';
import type { PlanWish } from './plan.ts';
import { txStateSchema } from './transaction.ts';

/**
 * What crosses between the unprivileged side and the root helper (core/FORMATS.md): one line of JSON each way. Nothing but
 * ids of closed lists, the hash of a plan and booleans comes in: no path, no number, no command.
 */

/** Where the helper listens. */
export const helperSocket = '/run/membridge/tune.sock';
/** Who may write there, beside root. */
export const helperGroup = 'membridge-tune';
/** The longest request has 250 bytes. */
export const requestBytesMax = 4_096;
/** Facts and a plan of a board with many files of sysctl.d have 40 kB. */
export const answerBytesMax = 256 * 1024;

const overlays = z
  .array(z.enum(overlayIds))
  .max(overlayIds.length)
  // In the order of the list, each once, and one disk: the same wish is the same plan.
  .refine((all) => all.every((each, index) => index === 0 || position(all[index - 1]) < position(each)))
  .refine((all) => all.filter((each) => (storageIds as readonly string[]).includes(each)).length <= 1);
const format = z.literal(1);
/** Of a plan. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const profile = z.enum(profileIds).nullable();

const requestSchema = z.discriminatedUnion('verb', [
  z.strictObject({ format, verb: z.literal('facts') }),
  z.strictObject({ format, verb: z.literal('plan'), profile, overlays }),
  z.strictObject({ format, verb: z.literal('apply'), profile, overlays, hash }),
  z.strictObject({ format, verb: z.literal('confirm') }),
  z.strictObject({ format, verb: z.literal('revert'), onlyLast: z.boolean() }),
]);
export type HelperRequest = z.infer<typeof requestSchema>;

/** Exactly one line that ends with its line feed; null for everything else. */
export function parseRequest(text: string): HelperRequest | null {
  if (text.indexOf('\n') !== text.length - 1) return null;
  try {
    const parsed = requestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The line for a request. */
export function requestLine(request: HelperRequest): string {
  return `${JSON.stringify(request)}\n`;
}

/** A wish in the words of a request. */
export function wishWords({ profile: id, overlays: names }: PlanWish): {
  profile: typeof id;
  overlays: (typeof names)[number][];
} {
  return { profile: id, overlays: [...names] };
}

/** Faults that the helper tells, each with what it may carry; every other one is told as `tune-failed`. */
const text = z.string().max(4_096);
const faultData = {
  'tune-stopped': z.strictObject({ target: text, reason: z.enum(['stale', 'no-way-back', 'foreign']) }),
  'tune-unconfirmed': z.strictObject({ leftMs: z.number() }),
  'tune-failed': z.strictObject({ detail: text }),
  'tune-busy': z.strictObject({ folder: text }),
  'tune-too-many': z.strictObject({ have: z.number() }),
  'tune-nothing-waits': z.strictObject({ root: text }),
  'tune-journal-damaged': z.strictObject({ path: text, finding: text }),
  'tune-no-systemd': z.strictObject({ root: text }),
  'tune-tree-linked': z.strictObject({ path: text }),
  'tune-helper-refused': z.strictObject({ reason: z.enum(['peer', 'request']) }),
  'service-failed': z.strictObject({ command: text, detail: text }),
  'disk-full': z.strictObject({ path: text, needBytes: z.number(), freeBytes: z.number() }),
} as const satisfies { readonly [Code in keyof ErrorData]?: z.ZodType<ErrorData[Code]> };
type ToldCode = keyof typeof faultData;

const changes = z.array(
  z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/), profile: z.enum(profileIds), state: txStateSchema }),
);
const answerSchema = z.discriminatedUnion('ok', [
  // Loose beside what is read: facts and plans are for who asked for them, and grow.
  z.object({ ok: z.literal(true), changes: changes.optional(), hash: hash.optional() }),
  z.object({ ok: z.literal(false), code: z.string(), data: z.unknown() }),
]);

export interface HelperAnswer {
  /** Of apply, confirm and revert. */
  readonly changes: z.infer<typeof changes>;
  /** Of plan. */
  readonly hash: string | null;
}

/** What the helper said. Throws the fault that it told; null for what is no answer of it. */
export function parseAnswer(line: string): HelperAnswer | null {
  const found = answerIn(line);
  if (found === null) return null;
  if (found.ok) return { changes: found.changes ?? [], hash: found.hash ?? null };
  const fault = toldFault(found.code, found.data);
  if (fault === null) return null;
  throw fault;
}

function answerIn(line: string): z.infer<typeof answerSchema> | null {
  try {
    const parsed = answerSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function toldFault(code: string, data: unknown): MembridgeError | null {
  if (!Object.hasOwn(faultData, code)) return null;
  const parsed = faultData[code as ToldCode].safeParse(data);
  return parsed.success ? fail(code as ToldCode, parsed.data) : null;
}

/** The line for something that was done or looked up. */
export function doneLine(fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ok: true, ...fields })}\n`;
}

/** The line for a fault: its code and data, never a stack; what the other side does not know becomes `tune-failed`. */
export function faultLine(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  const told = isFault(error) && toldFault(error.code, error.data) !== null;
  const { code, data } = told ? error : fail('tune-failed', { detail: detail.slice(0, detailCharsMax) });
  return `${JSON.stringify({ ok: false, code, data })}\n`;
}

const detailCharsMax = 300;

function position(name: (typeof overlayIds)[number] | undefined): number {
  return name === undefined ? -1 : overlayIds.indexOf(name);
}
