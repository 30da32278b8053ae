import type { Generation } from '../../ports/record-source.ts';

/** Rows looked at to tell a replaced database from one that went on. */
export const rowsSampled = 16;

/**
 * What became of the source since the last capture (protocol.md section 4): `first`, never captured; `same`; `migrated`, the
 * memory tool changed its schema; `moved`, another file with the same content: a copied home or a renamed copy;
 * `replaced`, somebody put other content there.
 */
export type GenerationVerdict = 'first' | 'same' | 'migrated' | 'moved' | 'replaced';

/** `otherRows`: a sampled row is there with another birth and other text. */
export function judgeGeneration(before: Generation | null, now: Generation, otherRows: boolean): GenerationVerdict {
  if (before === null) return 'first';
  if (otherRows || wentBack(before, now) || !holdsAll(now.schemaVersions, before.schemaVersions)) return 'replaced';
  if (before.fileId !== now.fileId) return 'moved';
  return now.schemaVersions.length > before.schemaVersions.length ? 'migrated' : 'same';
}

function wentBack(before: Generation, now: Generation): boolean {
  return Object.entries(before.sequences).some(([table, sequence]) => (now.sequences[table] ?? 0) < sequence);
}

function holdsAll(all: readonly number[], some: readonly number[]): boolean {
  const known = new Set(all);
  return some.every((version) => known.has(version));
}
