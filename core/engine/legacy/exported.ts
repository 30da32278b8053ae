import { z } from 'zod';
import { sha256Schema, type ProjectId, type Sha256 } from '../../model/ids.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import type { Machine } from '../machine.ts';

const noteSchema = z.object({
  where: z.string(),
  id: z.string(),
  sha256: sha256Schema,
  /** Null while its upload goes on. */
  etag: z.string().nullable(),
});

/** Notes what this device gave to the Python membridge last, so that it need not be fetched and kept as if it were news. */
export function noteExport(
  state: Pick<Machine['state'], 'setNote'>,
  { where }: Pick<LegacyBucket, 'where'>,
  { id, sha256 }: { readonly id: ProjectId; readonly sha256: Sha256 },
  etag: string | null,
): void {
  state.setNote('legacy-export', JSON.stringify({ where, id, sha256, etag } satisfies z.infer<typeof noteSchema>));
}

/** What this device gave to that place last; null for another place. */
export function lastExport(
  state: Pick<Machine['state'], 'note'>,
  { where }: Pick<LegacyBucket, 'where'>,
  id: ProjectId,
): { readonly sha256: Sha256; readonly etag: string | null } | null {
  const note = noteSchema.safeParse(JSON.parse(state.note('legacy-export') ?? 'null')).data;
  return note?.where === where && note.id === id ? note : null;
}
