import { z } from 'zod';
import { sha256Schema, type Sha256 } from './ids.ts';

/** What a database holds, independent of pages, -wal and local tables. */
export interface ContentDigest {
  /** Over all tables below, by name. */
  readonly digest: Sha256;
  readonly tables: Readonly<Record<string, TableDigest>>;
}

export interface TableDigest {
  readonly rows: number;
  readonly digest: Sha256;
}

export interface SourceFacts {
  readonly bytes: number;
  readonly pageBytes: number;
  /** Rows per table that travels. */
  readonly rows: Readonly<Record<string, number>>;
  /** claude-mem: the set in schema_versions. Other files: empty. */
  readonly schemaVersions: readonly number[];
  /** Version of the memory tool that is installed here, if it is known. */
  readonly toolVersion: string | null;
}

export const contentDigestSchema = z.object({
  digest: sha256Schema,
  tables: z.record(z.string(), z.object({ rows: z.int().min(0), digest: sha256Schema })),
});

/** Rows per table of a digest. */
export function rowsOf(content: ContentDigest): Record<string, number> {
  return Object.fromEntries(Object.entries(content.tables).map(([table, { rows }]) => [table, rows]));
}

/** All rows of all tables. */
export function rowCount(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}
