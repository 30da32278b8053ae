import { isFault } from '../../model/errors.ts';
import type { Source } from '../../ports/source.ts';
import { schemaVersionsKnownTo } from '../../sources/claude-mem/known-schemas.ts';
import { installedPlugin } from '../../sources/claude-mem/plugin-root.ts';
import type { Surroundings } from './surroundings.ts';

type Verdict = Awaited<ReturnType<Source['accepts']>>;

/**
 * Whether the claude-mem that is installed here opens an image of these schema versions. What its own database has been
 * through it knows, whatever its release; without claude-mem there is nobody to break.
 */
export async function acceptsSchemas(
  versions: readonly number[],
  { at, source }: { at: Surroundings; source: Pick<Source, 'inspect'> },
): Promise<Verdict> {
  const plugin = await installedPlugin(at);
  if (plugin === null) return { kind: 'yes' };
  const known = new Set([...(schemaVersionsKnownTo(plugin.version ?? '') ?? []), ...(await ownVersions(source))]);
  const missing = versions.filter((version) => !known.has(version));
  return missing.length === 0 ? { kind: 'yes' } : { kind: 'no', missing, installed: plugin.version ?? 'unknown' };
}

async function ownVersions(source: Pick<Source, 'inspect'>): Promise<readonly number[]> {
  try {
    const state = await source.inspect();
    return state.kind === 'present' ? state.facts.schemaVersions : [];
  } catch (error) {
    // A broken database tells nothing; it is about to be replaced.
    if (isFault(error)) return [];
    throw error;
  }
}
