import { basename, dirname, join, resolve } from 'node:path';
import type { Connection } from '../../model/settings.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Source } from '../../ports/source.ts';
import type { Worker } from '../../ports/worker.ts';
import { hasCloudSync } from '../../sources/claude-mem/cloud-sync.ts';
import { claudeMemFolder, databaseName } from '../../sources/claude-mem/data-folder.ts';
import { createMarkers } from '../../sources/claude-mem/markers.ts';
import { claudeMemSource } from '../../sources/claude-mem/source.ts';
import type { WorkerContext } from '../../sources/claude-mem/worker-context.ts';
import { claudeMemWorker } from '../../sources/claude-mem/worker.ts';
import { noWorker } from '../../sources/sqlite-file/no-worker.ts';
import { sqliteFileSource } from '../../sources/sqlite-file/source.ts';
import { acceptsSchemas } from './accepted-schemas.ts';
import type { Tools } from './tools.ts';

export type SourceChoice = Connection['source'];

/** Tables that only claude-mem's database has. */
const claudeMemTables = ['schema_versions', 'sdk_sessions', 'observations'];

export interface SourceTools {
  readonly tools: Tools;
  readonly log: Logger;
  /** An existing private folder with room for the database. */
  readonly scratchFolder: string;
}

/** The source that a connection names. */
export function sourceAt({ kind, path }: SourceChoice, { tools, log, scratchFolder }: SourceTools): Source {
  const { clock, at, processes, heartbeat } = tools;
  const place = { path, scratchFolder, clock };
  if (kind === 'sqlite-file') return sqliteFileSource(place);
  const folder = dirname(path);
  const isLive = basename(path) === databaseName;
  const context: WorkerContext = { folder, at, clock, processes, heartbeat, log };
  // Under another name it is somebody's copy: no worker opens it, and nothing beside it is claude-mem's.
  const worker: Worker = isLive ? claudeMemWorker(context) : noWorker;
  const source: Source = claudeMemSource({
    ...place,
    worker,
    accepts: (versions) => (isLive ? acceptsSchemas(versions, { at, source }) : Promise.resolve({ kind: 'yes' })),
    hasCloudSync: () => (isLive ? hasCloudSync(folder, at) : Promise.resolve(false)),
    createMarkers: async () => {
      if (isLive) await createMarkers(folder, clock.now());
    },
  });
  return source;
}

/**
 * Which file a person means, and of which kind: `named`, else CLAUDE_MEM_DB of the old Python membridge, else claude-mem's own
 * rule. A file that is not there yet is claude-mem's when it has that name.
 */
export async function chooseSource(named: string | undefined, parts: SourceTools): Promise<SourceChoice> {
  const { at } = parts.tools;
  const given = named ?? at.env['CLAUDE_MEM_DB'];
  if (!given) return { kind: 'claude-mem', path: join(await claudeMemFolder(at), databaseName) };
  const path = resolve(at.folder, given);
  const state = await sourceAt({ kind: 'sqlite-file', path }, parts).inspect();
  if (state.kind !== 'present') return { kind: basename(path) === databaseName ? 'claude-mem' : 'sqlite-file', path };
  const tables = Object.keys(state.facts.rows);
  return { kind: claudeMemTables.every((table) => tables.includes(table)) ? 'claude-mem' : 'sqlite-file', path };
}
