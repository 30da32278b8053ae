import type { Source } from '../../ports/source.ts';
import type { Worker } from '../../ports/worker.ts';
import { sqliteSource, type SourcePlace } from '../sqlite/source.ts';
import { claudeMemMemory } from './content.ts';
import { keepLocalTables } from './local-tables.ts';

export interface ClaudeMemParts extends SourcePlace {
  readonly worker: Worker;
  /** Knows the installed release and what it opens (known-schemas.ts). */
  readonly accepts: Source['accepts'];
  /** Reads claude-mem's settings (cloud-sync.ts). */
  readonly hasCloudSync: Source['hasCloudSync'];
  /** Makes the marker files beside a placed database (markers.ts). */
  readonly createMarkers: () => Promise<void>;
}

/** claude-mem's database on this machine: protocol.md section 7 and claude-mem.md 2.1 say what travels. */
export function claudeMemSource({ worker, accepts, hasCloudSync, createMarkers, ...place }: ClaudeMemParts): Source {
  return sqliteSource({
    place,
    memory: claudeMemMemory,
    worker,
    accepts,
    hasCloudSync,
    keepLocalTables,
    afterPlace: createMarkers,
  });
}
