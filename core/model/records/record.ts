import { z } from 'zod';
import { emptyObject, hash128Schema, hashOf, type Body, type Hash128 } from './body.ts';
import { hlcSchema } from './hlc.ts';
import type { RecordKind } from './kinds.ts';
import { isStamp, stampDeviceSchema, type Seen, type Stamp, type Version } from './version.ts';

declare const brand: unique symbol;
/** The frozen identity of a record: computed once, when its row is first seen or applied (protocol.md section 3). */
export type RecordKey = Hash128 & { readonly [brand]: 'RecordKey' };

/** The key of a natural identity. NULL and '' differ; numbers are decimal text. */
export function recordKey(kind: RecordKind, ...identity: readonly (string | null)[]): RecordKey {
  return hashOf([kind, ...identity]) as RecordKey;
}

export const recordKeySchema = hash128Schema.transform((value) => value as RecordKey);

/** How a child finds its session on another machine, and what a missing session is made from. */
export interface SessionRef {
  /** The session's frozen key: ids inside may be rewritten by the memory tool. */
  readonly key: RecordKey;
  readonly platform: string;
  readonly content: string;
  readonly memory: string | null;
  readonly project: string;
  readonly startedAtEpoch: number;
}

/** Longer names are nobody's session. */
export const nameCharsMax = 4_096;
const name = z
  .string()
  .max(nameCharsMax)
  .refine((text) => text.isWellFormed());

/** False for a reference that no reader takes: its names are longer than anybody's. */
export function isReadableRef({ platform, content, memory, project }: SessionRef): boolean {
  return [platform, content, memory ?? '', project].every((text) => name.safeParse(text).success);
}

/** What a reference says of a session beside its key. */
export const sessionNames = { platform: name, content: name, memory: name.nullable(), project: name };

export const sessionRefSchema: z.ZodType<SessionRef> = z.object({
  key: recordKeySchema,
  ...sessionNames,
  startedAtEpoch: z.number(),
});

/** Column -> who wrote its value, for columns that differ from the version's own stamp. */
export type Stamps = Readonly<Record<string, Stamp>>;

export const stampSchema: z.ZodType<Stamp> = z.object({ hlc: hlcSchema, device: stampDeviceSchema }).refine(isStamp);

const stampPairSchema = z
  .tuple([hlcSchema, stampDeviceSchema])
  .transform(([hlc, device]): Stamp => ({ hlc, device }))
  .refine(isStamp);

/** Stamps as they are stored, [hlc, device] per column; parsed without a prototype: columns are anybody's names. */
export const stampsSchema: z.ZodType<Stamps> = z.unknown().transform((json, context) => {
  const stamps = emptyObject<Stamp>();
  const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [['', null] as const];
  for (const [column, pair] of entries) {
    const stamp = stampPairSchema.safeParse(pair);
    if (!stamp.success) {
      context.addIssue({ code: 'custom', message: 'not stamps' });
      return z.NEVER;
    }
    stamps[column] = stamp.data;
  }
  return stamps;
});

export function encodeStamps(stamps: Stamps): Record<string, readonly [string, string]> {
  const pairs = emptyObject<readonly [string, string]>();
  for (const [column, { hlc, device }] of Object.entries(stamps)) pairs[column] = [hlc, device];
  return pairs;
}

/** One written version of one record: what a segment carries. */
export interface LogRecord {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly version: Version;
  /** bodyHash of the version it replaced; null for the first. */
  readonly prev: Hash128 | '' | null;
  /** What its writer had merged of this record before it wrote. */
  readonly seen: Seen;
  /** Null for a tombstone. */
  readonly body: Body | null;
  readonly stamps: Stamps;
  /** Null for sessions, tombstones, and rows without a session. */
  readonly ref: SessionRef | null;
  /** The confirmed act this belongs to; null for ordinary work. */
  readonly batch: string | null;
}
