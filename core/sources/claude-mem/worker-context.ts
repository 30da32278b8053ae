import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Heartbeat } from '../../ports/heartbeat.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Processes } from '../../ports/processes.ts';
import { databaseName } from './data-folder.ts';
import type { Surroundings } from './surroundings.ts';

/** What controlling claude-mem's worker needs. One of these per data folder. */
export interface WorkerContext {
  /** claude-mem's data folder (data-folder.ts). */
  readonly folder: string;
  readonly at: Surroundings;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly heartbeat: Heartbeat;
  readonly log: Logger;
}

export function databaseOf({ folder }: Pick<WorkerContext, 'folder'>): string {
  return join(folder, databaseName);
}

/** The database with the files that SQLite keeps beside it: who has one of them open may be writing. */
export function databaseFiles(context: Pick<WorkerContext, 'folder'>): string[] {
  const database = databaseOf(context);
  return [database, `${database}-wal`, `${database}-shm`];
}
