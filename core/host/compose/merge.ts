import { basename, dirname } from 'node:path';
import type { Machine } from '../../engine/machine.ts';
import { snapshotPlane } from '../../engine/records/snapshot-plane.ts';
import type { MergeMachine } from '../../engine/records/sync-records.ts';
import type { Stream } from '../../model/records/kinds.ts';
import type { Connection, Settings } from '../../model/settings.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { hasCloudSync } from '../../sources/claude-mem/cloud-sync.ts';
import { databaseName } from '../../sources/claude-mem/data-folder.ts';
import { installedPlugin } from '../../sources/claude-mem/plugin-root.ts';
import { claudeMemImages } from '../../sources/claude-mem/records/images.ts';
import { claudeMemRecordSource } from '../../sources/claude-mem/records/source.ts';
import type { Tools } from './tools.ts';

/** The same, writing although claude-mem's own cloud sync is on: a person said yes. */
export function despiteCloudSync(machine: MergeMachine): MergeMachine {
  const { records } = machine;
  const readiness = async () => {
    const found = await records.readiness();
    return found === 'cloud-sync' ? 'ready' : found;
  };
  return { ...machine, records: { ...records, readiness } };
}

/** What merge mode needs beside the machine. */
export interface MergeParts {
  readonly store: RecordStore;
  readonly connection: Connection;
  readonly settings: Pick<Settings, 'syncToolUses'>;
  readonly tools: Tools;
  /** An existing private folder with room for a copy of the database. */
  readonly scratchFolder: string;
}

/** The machine of a home in merge mode, over the same adapters. */
export async function mergeMachineOf(machine: Machine, parts: MergeParts): Promise<MergeMachine> {
  const { remote, seal, clock, random, log, self, state } = machine;
  const { path } = parts.connection.source;
  const tool = basename(path) === databaseName ? ((await installedPlugin(parts.tools.at))?.version ?? null) : null;
  const records = recordSourceAt(path, parts);
  const { store } = parts;
  const streams = streamsOf(parts.settings);
  const snapshots = snapshotPlane({ ...machine, store, records, images: claudeMemImages, streams, tool });
  return { remote, seal, clock, random, log, self, state, records, store, streams, path, tool, snapshots };
}

/** Rows of claude-mem's database at `path`. Under another name it is somebody's copy: no cloud sync knows it. */
export function recordSourceAt(
  path: string,
  { tools: { clock, at }, scratchFolder }: Pick<MergeParts, 'tools' | 'scratchFolder'>,
): RecordSource {
  const isLive = basename(path) === databaseName;
  return claudeMemRecordSource({
    path,
    scratchFolder,
    clock,
    hasCloudSync: () => (isLive ? hasCloudSync(dirname(path), at) : Promise.resolve(false)),
  });
}

/** Tool uses are large and hold what tools printed, secrets too: only where a person wants them. */
function streamsOf({ syncToolUses }: Pick<Settings, 'syncToolUses'>): ReadonlySet<Stream> {
  return new Set<Stream>(syncToolUses ? ['core', 'tools'] : ['core']);
}
