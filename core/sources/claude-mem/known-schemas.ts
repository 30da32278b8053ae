import { schemaVersions } from './schema-13.25.3.ts';

/**
 * Which schema versions a release of claude-mem knows. A database of a newer release breaks an older one (claude-mem.md
 * section 2), so an image is placed only where every version in it is known. Each release is added after its real worker
 * has opened such a database (test/integration).
 */
const knownSchemas: ReadonlyMap<string, readonly number[]> = new Map([
  ['13.25.3', schemaVersions],
  // One migration less: read from a database that this release made.
  ['13.24.23', schemaVersions.filter((version) => version !== 52)],
]);

/** The schema versions that a release opens; null for a release that we do not know. */
export function schemaVersionsKnownTo(release: string): readonly number[] | null {
  return knownSchemas.get(release) ?? null;
}
