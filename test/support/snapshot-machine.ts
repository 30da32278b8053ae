import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { syncRecords, type MergeReport, type MergeWish } from '../../core/engine/records/sync-records.ts';
import { snapshotPlane } from '../../core/engine/records/snapshot-plane.ts';
import type { SnapshotMachine } from '../../core/engine/records/snapshot-machine.ts';
import { leaseTtlMsDefault } from '../../core/model/limits.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { openHome } from '../../core/platform/home.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { restorePointFolder } from '../../core/platform/restore-point-folder.ts';
import { scratchFolder as scratchAt } from '../../core/platform/scratch-folder.ts';
import { openState } from '../../core/platform/state-database.ts';
import type { Remote } from '../../core/ports/remote.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { claudeMemImages } from '../../core/sources/claude-mem/records/images.ts';
import { claudeMemRecordSource } from '../../core/sources/claude-mem/records/source.ts';
import { claudeMemSource } from '../../core/sources/claude-mem/source.ts';
import { noWorker } from '../../core/sources/sqlite-file/no-worker.ts';
import { testRepoId } from './engine-machine.ts';
import { memoryRemote } from './memory-remote.ts';
import type { MemoryStore } from './memory-store.ts';
import { silentLogger } from './silent-logger.ts';
import { scratchFolder } from './scratch-folder.ts';

export interface TestSnapshotMachine {
  readonly machine: SnapshotMachine;
  readonly path: string;
  readonly folder: string;
  sync(wish?: Partial<MergeWish>): Promise<MergeReport>;
  change<T>(work: (db: Database.Database) => T): T;
  /** Its state, closed: the process is gone. */
  close(): void;
}

export interface SnapshotMachineOptions {
  readonly remote?: Remote;
  readonly streams?: SnapshotMachine['streams'];
  /** Schema versions that its claude-mem does not know. */
  readonly unknownSchemas?: readonly number[];
  /** False: its runs read logs only, and publish no snapshot by themselves. */
  readonly snapshots?: boolean;
  /** The folder of a machine that was there before. */
  readonly folder?: string;
}

/** A machine in merge mode with images: a real claude-mem database, state and home, without a worker. */
export async function snapshotMachine(
  t: TestContext,
  label: string,
  bucket: MemoryStore,
  options: SnapshotMachineOptions = {},
): Promise<TestSnapshotMachine> {
  const folder = options.folder ?? (await scratchFolder(t, `snapshot-${label}`));
  const path = join(folder, 'claude-mem.db');
  const { home } = openHome(join(folder, 'home'));
  mkdirSync(home.scratchFolder, { recursive: true });
  const state = openState(home, systemRandom);
  let isOpen = true;
  const close = () => {
    if (isOpen) state.store.close();
    isOpen = false;
  };
  t.after(close);
  const place = { path, scratchFolder: home.scratchFolder, clock: systemClock };
  const unknown = options.unknownSchemas ?? [];
  const machine: SnapshotMachine = {
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    source: claudeMemSource({
      ...place,
      worker: { ...noWorker, inspect: async () => ({ kind: 'stopped', version: '13.25.3' }) },
      accepts: async (versions) => {
        const missing = versions.filter((version) => unknown.includes(version));
        return missing.length === 0 ? { kind: 'yes' } : { kind: 'no', missing, installed: '13.11.0' };
      },
      hasCloudSync: async () => false,
      createMarkers: async () => {},
    }),
    records: claudeMemRecordSource({ ...place, hasCloudSync: async () => false }),
    images: claudeMemImages,
    store: state.records,
    state: state.store,
    remote: options.remote ?? memoryRemote(bucket),
    seal: plainSeal(testRepoId),
    scratch: scratchAt(home.scratchFolder),
    restorePoints: restorePointFolder(home.restorePointsFolder),
    grade: 'A',
    self: { label, platform: 'test', version: '0.0.0' },
    policy: { leaseTtlMs: leaseTtlMsDefault, safetyCopies: 3, setAsideDays: 30, workerControl: 'auto' },
    streams: options.streams ?? new Set(['core']),
    tool: null,
  };
  return {
    machine,
    path,
    folder,
    sync: (wish) =>
      syncRecords(
        { ...machine, path, ...(options.snapshots !== false && { snapshots: snapshotPlane(machine) }) },
        { intent: 'sync', confirmed: null, ...wish },
        {},
      ),
    change(work) {
      const db = new Database(path);
      try {
        db.pragma('foreign_keys = ON');
        return work(db);
      } finally {
        db.close();
      }
    },
    close,
  };
}
