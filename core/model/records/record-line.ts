import { z } from 'zod';
import { deviceIdSchema, instantSchema, type DeviceId, type Instant } from '../ids.ts';
import { bodyHash, bodySchema, encodeBody, hash128Schema, isReadableBody } from './body.ts';
import { hlcSchema, hlcZero } from './hlc.ts';
import { kindSchema } from './kinds.ts';
import {
  encodeStamps,
  isReadableRef,
  recordKeySchema,
  sessionRefSchema,
  stampsSchema,
  type LogRecord,
} from './record.ts';
import { isVersion, lifeSchema, seenSchema } from './version.ts';

const acts = ['restore', 'undo', 'force-push', 'import', 'confirmed'] as const;
const knownActs: ReadonlySet<string> = new Set(acts);

/** What a person confirmed: receivers apply its records after a restore point, with a notice (protocol.md section 4). */
export interface BatchEntry {
  readonly id: string;
  readonly act: (typeof acts)[number];
  readonly deleted: number;
  readonly written: number;
  /** By the writer's clock: for people. */
  readonly confirmedAt: Instant;
}

/** One line of a segment. `later`: a line of a newer version of the same format, carried as it stands. */
export type LogLine =
  | { readonly kind: 'record'; readonly record: LogRecord }
  | { readonly kind: 'batch'; readonly batch: BatchEntry }
  | { readonly kind: 'later'; readonly text: string }
  | { readonly kind: 'bad'; readonly finding: string };

const batchIdSchema = z.string().regex(/^[0-9a-f]{16}$/);

const recordSchema = z.object({
  kind: kindSchema,
  key: recordKeySchema,
  life: lifeSchema.default(0),
  /** Said aloud: a line that merely lacks a body must never delete anything. */
  dead: z.literal(true).optional(),
  hlc: hlcSchema,
  /** Left out for the segment's own device, and with a zero hlc. */
  by: deviceIdSchema.optional(),
  prev: z
    .union([z.literal(''), hash128Schema])
    .nullable()
    .default(null),
  seen: seenSchema.default({}),
  stamps: stampsSchema.default({}),
  ref: sessionRefSchema.nullable().default(null),
  /** Of everything but tombstones. */
  body: bodySchema.optional(),
  batch: batchIdSchema.nullable().default(null),
});

export const batchSchema = z.object({
  act: z.enum(acts),
  id: batchIdSchema,
  deleted: z.int().min(0),
  written: z.int().min(0),
  confirmedAt: instantSchema,
});
const laterActSchema = z.object({ act: z.string().refine((act) => !knownActs.has(act)) });

/**
 * Without a newline. Empty fields are left out: a memory should cost what it says. `segmentDevice` need not be named;
 * null while the segment is not known (`inSegmentOf`).
 */
export function encodeRecord(record: LogRecord, segmentDevice: DeviceId | null): string {
  const { kind, key, version, prev, seen, body, stamps, ref, batch } = record;
  const foreign = version.device !== '' && version.device !== segmentDevice;
  return JSON.stringify({
    kind,
    key,
    ...(version.life > 0 && { life: version.life }),
    ...(version.dead && { dead: true }),
    hlc: version.hlc,
    ...(foreign && { by: version.device }),
    ...(prev !== null && { prev }),
    ...(Object.keys(seen).length > 0 && { seen }),
    ...(Object.keys(stamps).length > 0 && { stamps: encodeStamps(stamps) }),
    ...(ref !== null && { ref }),
    ...(body !== null && { body: encodeBody(body) }),
    ...(batch !== null && { batch }),
  });
}

/** False for a record that every reader would set aside: a name in it is longer than anybody's, or there are too many. */
export function isReadable({ ref, body }: Pick<LogRecord, 'ref' | 'body'>): boolean {
  return (ref === null || isReadableRef(ref)) && (body === null || isReadableBody(body));
}

/** A line of `encodeRecord(record, null)` as `encodeRecord(record, device)` writes it; lines of other kinds as they are. */
export function inSegmentOf(device: DeviceId, line: string): string {
  const named = namedDevice.exec(line);
  return named?.[2] === device ? `${named[1]}${line.slice(named[0].length)}` : line;
}

const namedDevice =
  /^(\{"kind":"[a-z][a-z0-9-]*","key":"[0-9a-f]{32}"(?:,"life":\d+)?(?:,"dead":true)?,"hlc":"[0-9a-f]{16}"),"by":"([0-9a-f]{32})"/;

export function encodeBatch({ act, id, deleted, written, confirmedAt }: BatchEntry): string {
  return JSON.stringify({ act, id, deleted, written, confirmedAt });
}

/** Never throws: one bad line must not hold up the others. */
export function parseLine(text: string, segmentDevice: DeviceId): LogLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'bad', finding: 'a line is not JSON' };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { kind: 'bad', finding: 'a line is not an object' };
  if ('key' in json) return parseRecord(json, segmentDevice);
  if (!('act' in json)) return { kind: 'later', text };
  const batch = batchSchema.safeParse(json);
  if (batch.success) return { kind: 'batch', batch: batch.data };
  return laterActSchema.safeParse(json).success ? { kind: 'later', text } : bad(batch.error);
}

function parseRecord(json: object, segmentDevice: DeviceId): LogLine {
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) return bad(parsed.error);
  const { kind, key, life, dead = false, hlc, by, prev, seen, stamps, ref, body = null, batch } = parsed.data;
  const device = hlc === hlcZero ? '' : (by ?? segmentDevice);
  const version = { life, dead, hlc, device, bodyHash: body === null ? '' : bodyHash(body) } as const;
  if (!isVersion(version)) return { kind: 'bad', finding: "a line's version contradicts itself" };
  if (Object.keys(stamps).some((column) => body === null || !Object.hasOwn(body, column)))
    return { kind: 'bad', finding: "a line's stamps are of columns that it lacks" };
  return { kind: 'record', record: { kind, key, version, prev, seen, body, stamps, ref, batch } };
}

/** Names the field of ours that is wrong, nothing of what stands in it: people are shown this. */
function bad(error: z.ZodError): LogLine {
  const field = error.issues[0]?.path[0];
  return { kind: 'bad', finding: `a line's ${field === undefined ? 'form' : String(field)} is wrong` };
}
