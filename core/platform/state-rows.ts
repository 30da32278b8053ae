import { z } from 'zod';
import { baseSchema } from '../model/base.ts';
import { parseSnapshotKey } from '../model/bucket-keys.ts';
import type { HeadSeen } from '../model/device-file.ts';
import { fail } from '../model/errors.ts';
import { historyEntrySchema, restorePointSchema } from '../model/history.ts';
import { deviceIdSchema, epochSchema, instantSchema, nonceSchema, revisionSchema, sha256Schema } from '../model/ids.ts';
import { journalEntrySchema } from '../model/journal.ts';
import type { LeaseSight } from '../model/lease.ts';
import type { ManifestPart } from '../model/manifest.ts';

/** A column of JSON text. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'it is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

export const deviceRow = z.object({ id: deviceIdSchema });
export const valueRow = z.object({ value: z.int().min(0) });
export const baseRow = z.object({ base: json(baseSchema) });
export const journalRow = z.object({ entry: json(journalEntrySchema) });
export const pointRow = z.object({ point: json(restorePointSchema) });
export const noteRow = z.object({ value: z.string() });

export const leaseSightRow = z.object({ etag: z.string(), at: instantSchema }) satisfies z.ZodType<LeaseSight>;
export const headSeenRow = z.object({
  revision: revisionSchema,
  epoch: epochSchema,
  nonce: nonceSchema,
}) satisfies z.ZodType<HeadSeen>;

/** The id is the row's number, kept once. */
export const historyRow = z
  .object({ id: z.int(), entry: json(z.looseObject({})) })
  .transform(({ id, entry }): unknown => ({ ...entry, id }))
  .pipe(historyEntrySchema);

export const storedPartRow = z
  .object({
    key: z.string().refine((key) => parseSnapshotKey(key)?.name.startsWith('part-') === true, 'names no part'),
    plain_bytes: z.int().min(1),
    plain_sha256: sha256Schema,
    stored_bytes: z.int().min(1),
    stored_sha256: sha256Schema,
  })
  .transform((row): ManifestPart => ({
    key: row.key,
    plainBytes: row.plain_bytes,
    plainSha256: row.plain_sha256,
    storedBytes: row.stored_bytes,
    storedSha256: row.stored_sha256,
  }));

/** A row as its schema says, or fault `state-damaged` that names file, table and what is wrong. */
export function parseRow<T>(path: string, table: string, schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = [table, ...(issue?.path ?? [])].join('.');
  throw fail('state-damaged', { path, finding: `${at}: ${issue?.message ?? 'wrong form'}` });
}
