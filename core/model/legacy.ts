import { z } from 'zod';
import { fail } from './errors.ts';
import { projectIdSchema, sha256Schema, type Instant, type ProjectId, type Sha256 } from './ids.ts';

/**
 * What the Python membridge keeps in a bucket (core/FORMATS.md, 'The Python membridge'). All of it was written by others: texts
 * are escaped before anybody sees them, and nothing but the checksum is trusted.
 */
export const legacyRoot = 'projects/';
const databaseName = 'claude-mem.db';

/** The names of one old project. */
export function legacyKeys(id: ProjectId) {
  const root = `${legacyRoot}${id}/`;
  return {
    root,
    database: `${root}sqlite/${databaseName}`,
    sha256: `${root}sqlite/${databaseName}.sha256`,
    manifest: `${root}sqlite/manifest.json`,
    lock: `${root}locks/active.lock`,
    lease: `${root}leadership/lease.json`,
    audit: `${root}leadership/audit/`,
  };
}

/** The id that a folder's name under `projects/` is; null for anything else. */
export function legacyIdOf(name: string): ProjectId | null {
  return projectIdSchema.safeParse(name).data ?? null;
}

const shownCharsMax = 100;
/** Steering characters of terminals, and those that turn the direction of writing, as `\u{1b}`. */
const shownText = z
  .string()
  .transform((text) =>
    text
      .slice(0, shownCharsMax)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`),
  );
const count = z.int().min(0);

const manifestSchema = z.object({
  project: shownText,
  canonical_id: shownText,
  timestamp: shownText,
  source_host: shownText,
  db_size: count,
  sha256: sha256Schema,
  observations: count,
  session_summaries: count,
  user_prompts: count,
  tables: count,
});
export type LegacyManifest = z.infer<typeof manifestSchema>;

/** `nonce` and `device` are ours: the Python membridge passes over what it does not know. */
const lockSchema = z.object({
  hostname: shownText,
  timestamp: z.number().min(0).max(1e11),
  nonce: z.string().optional(),
  device: z.string().optional(),
});
export type LegacyLock = z.infer<typeof lockSchema>;

const leaseSchema = z.object({ primary_node_id: shownText, epoch: z.int(), expires_at: z.number() });
export type LegacyLease = z.infer<typeof leaseSchema>;

export const parseLegacyManifest = (key: string, text: string): LegacyManifest => parse(key, text, manifestSchema);
export const parseLegacyLock = (key: string, text: string): LegacyLock => parse(key, text, lockSchema);
export const parseLegacyLease = (key: string, text: string): LegacyLease => parse(key, text, leaseSchema);

function parse<T>(key: string, text: string, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('object-damaged', { key, finding: 'it is not JSON' });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw fail('object-damaged', { key, finding: `its field ${fieldOf(parsed.error)} is not as it should be` });
}

function fieldOf(error: z.ZodError): string {
  return error.issues[0]?.path.map(String).join('.') || 'list';
}

/** The first word of a checksum file, as its readers take it. Throws `object-damaged` for anything but a sha256. */
export function parseLegacySha256(key: string, text: string): Sha256 {
  const [word = ''] = text.trimStart().split(/\s/, 1);
  const sum = sha256Schema.safeParse(word.toLowerCase()).data;
  if (sum === undefined) throw fail('object-damaged', { key, finding: 'it does not begin with a sha256' });
  return sum;
}

export function encodeLegacySha256(sum: Sha256): string {
  return `${sum}  ${databaseName}\n`;
}

/** As its Python wrote all of its JSON: `json.dumps(value, indent=2)`. */
export function encodeLegacyJson(value: Readonly<Record<string, string | number>>): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `2026-02-26T10:00:00.123000+00:00`, as Python's isoformat writes it. */
export function legacyTime(at: Instant): string {
  return new Date(at).toISOString().replace('Z', '000+00:00');
}

/** The old program's LOCK_TTL_SECONDS and STALE_LOCK_GRACE_SECONDS. */
const lockLifeMs = (7_200 + 60) * 1_000;
/** 2026 is the year of the first one: earlier was written by a board whose clock had not been set. */
const firstLockMs = Date.UTC(2025, 0, 1);

/**
 * Until when a lock counts, by the store's clock. It carries its writer's clock; where that was plainly not set, or the
 * lock cannot be read, the time at which the store took it stands in.
 */
export function lockEndsAt(lock: LegacyLock | null, storedAt: Instant | null, storeNow: Instant): Instant {
  const written = lock === null ? 0 : lock.timestamp * 1_000;
  const since = written >= firstLockMs ? written : (storedAt ?? storeNow);
  return (since + lockLifeMs) as Instant;
}
