import { z } from 'zod';
import { deviceIdSchema } from '../ids.ts';
import { bodyHash, bodySchema, encodeBody, hash128Schema, type Body, type Hash128 } from './body.ts';
import { hlcSchema, hlcZero } from './hlc.ts';
import { kindSchema, type RecordKind } from './kinds.ts';
import { encodeStamps, recordKeySchema, sessionRefSchema, stampsSchema } from './record.ts';
import type { RecordKey, SessionRef, Stamps } from './record.ts';
import { isVersion, lifeSchema, seenOf, seenSchema, type Seen, type Version } from './version.ts';

/** Where the values of one record stand, seen from the index of a snapshot (protocol.md section 7). */
export type IndexValue =
  | { readonly kind: 'dead' }
  /** In the first of its rows in the image, but for the columns in `extra`. */
  | {
      readonly kind: 'row';
      readonly stamps: Stamps;
      readonly extra: Body;
      /** `of-row`: the session that the row belongs to, as its own row says it. */
      readonly ref: SessionRef | null | 'of-row';
    }
  /** In this very line. */
  | { readonly kind: 'body'; readonly stamps: Stamps; readonly body: Body; readonly ref: SessionRef | null };

/** One key ever seen, as one line of a record index. */
export interface IndexEntry {
  readonly kind: RecordKind;
  readonly key: RecordKey;
  readonly version: Version;
  readonly seen: Seen;
  readonly value: IndexValue;
  /** Rows of the image that show it, ascending; none where it waited, or shares the rows of `of`. */
  readonly rows: readonly number[];
  /** Its rows in the image are not what the record says: they are written after the image was placed. */
  readonly stale: boolean;
  /** The record whose rows it shares: a twin under another name. */
  readonly of: RecordKey | null;
  /** Null: that of its row. */
  readonly twin: string | null;
  /** stateHash of all of it: whoever put it together from line and row finds the same. */
  readonly hash: Hash128;
}

/** Rows of one record: more is nobody's memory. */
const rowsMax = 10_000;
const twinCharsMax = 100;

const lineSchema = z.object({
  kind: kindSchema,
  key: recordKeySchema,
  life: lifeSchema.default(0),
  /** Said aloud, as in segments. */
  dead: z.literal(true).optional(),
  hlc: hlcSchema,
  by: deviceIdSchema.optional(),
  /** Of the version; left out where it is that of `body`. */
  bodyHash: hash128Schema.optional(),
  /** Left out where it is the version's own stamp. */
  seen: seenSchema.optional(),
  rows: z.array(z.int().min(1)).max(rowsMax).default([]),
  stale: z.literal(true).optional(),
  of: recordKeySchema.nullable().default(null),
  twin: z.string().max(twinCharsMax).nullable().default(null),
  stamps: stampsSchema.default({}),
  ref: sessionRefSchema.nullable().optional(),
  extra: bodySchema.optional(),
  body: bodySchema.optional(),
  hash: hash128Schema,
});

/** Without a newline. What is empty is left out: an index has a line for every memory there ever was. */
export function encodeIndexEntry({ value, ...entry }: IndexEntry): string {
  const { kind, key, version, seen, rows, stale, of, twin, hash } = entry;
  const isBodyHash = value.kind === 'body' && bodyHash(value.body) === version.bodyHash;
  return JSON.stringify({
    kind,
    key,
    ...(version.life > 0 && { life: version.life }),
    ...(version.dead && { dead: true }),
    hlc: version.hlc,
    ...(version.device !== '' && { by: version.device }),
    ...(version.bodyHash !== '' && !isBodyHash && { bodyHash: version.bodyHash }),
    ...(!sameSeen(seen, seenOf(version)) && { seen }),
    ...(rows.length > 0 && { rows }),
    ...(stale && { stale: true }),
    ...(of !== null && { of }),
    ...(twin !== null && { twin }),
    ...encodeValue(value),
    hash,
  });
}

function encodeValue(value: IndexValue): object {
  if (value.kind === 'dead') return {};
  const stamps = Object.keys(value.stamps).length > 0 && { stamps: encodeStamps(value.stamps) };
  if (value.kind === 'body')
    return { ...stamps, ...(value.ref !== null && { ref: value.ref }), body: encodeBody(value.body) };
  const { extra, ref } = value;
  return {
    ...stamps,
    ...(ref !== 'of-row' && { ref }),
    ...(Object.keys(extra).length > 0 && { extra: encodeBody(extra) }),
  };
}

/** Null for anything that no index of this format holds. */
export function parseIndexEntry(text: string): IndexEntry | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) return null;
  const { kind, key, life, dead = false, hlc, by, rows, stale = false, of, twin, hash, ...rest } = parsed.data;
  const hashOfBody = dead ? '' : (rest.bodyHash ?? (rest.body === undefined ? null : bodyHash(rest.body)));
  if (hashOfBody === null) return null;
  const version: Version = { life, dead, hlc, device: hlc === hlcZero ? '' : (by ?? ''), bodyHash: hashOfBody };
  const value = valueOf(rest, dead, rows.length > 0);
  if (value === null || !isVersion(version)) return null;
  return { kind, key, version, seen: rest.seen ?? seenOf(version), value, rows, stale, of, twin, hash };
}

type Parsed = z.infer<typeof lineSchema>;

function valueOf({ stamps, ref, extra, body }: Partial<Parsed>, dead: boolean, hasRows: boolean): IndexValue | null {
  if (dead) return body === undefined && extra === undefined ? { kind: 'dead' } : null;
  if (body !== undefined)
    return extra === undefined ? { kind: 'body', stamps: stamps ?? {}, body, ref: ref ?? null } : null;
  if (!hasRows) return null;
  return { kind: 'row', stamps: stamps ?? {}, extra: extra ?? {}, ref: ref === undefined ? 'of-row' : ref };
}

function sameSeen(a: Seen, b: Seen): boolean {
  const devices = Object.keys(a);
  return devices.length === Object.keys(b).length && devices.every((device) => a[device] === b[device]);
}
