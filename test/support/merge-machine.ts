import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import {
  syncRecords,
  type MergeMachine,
  type MergeReport,
  type MergeWish,
} from '../../core/engine/records/sync-records.ts';
import type { RecordTools } from '../../core/engine/records/tools.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { openHome } from '../../core/platform/home.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { openState } from '../../core/platform/state-database.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { claudeMemRecordSource } from '../../core/sources/claude-mem/records/source.ts';
import type { Remote } from '../../core/ports/remote.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Seal } from '../../core/ports/seal.ts';
import { testRepoId } from './engine-machine.ts';
import { memoryRemote, type Personality } from './memory-remote.ts';
import type { MemoryStore } from './memory-store.ts';
import { scratchFolder } from './scratch-folder.ts';
import { silentLogger } from './silent-logger.ts';

export interface TestMergeMachine {
  readonly machine: MergeMachine;
  /** Its claude-mem database; not there until a test puts one. */
  readonly path: string;
  sync(wish?: Partial<MergeWish>): Promise<MergeReport>;
  /** Works on the database as another program does. */
  change<T>(work: (db: Database.Database) => T): T;
}

export interface MergeMachineOptions {
  readonly personality?: Personality;
  readonly remote?: Remote;
  readonly seal?: Seal;
  readonly clock?: Clock;
  readonly streams?: MergeMachine['streams'];
}

/** A machine in merge mode over a real claude-mem database and a real state file; the remote is in memory unless one is given. */
export async function mergeMachine(
  t: TestContext,
  label: string,
  store: MemoryStore,
  options: MergeMachineOptions = {},
): Promise<TestMergeMachine> {
  const folder = await scratchFolder(t, `merge-${label}`);
  const path = join(folder, 'claude-mem.db');
  const { home } = openHome(join(folder, 'home'));
  mkdirSync(home.scratchFolder, { recursive: true });
  const state = openState(home, systemRandom);
  t.after(() => state.store.close());
  const clock = options.clock ?? systemClock;
  const place = { path, scratchFolder: home.scratchFolder, clock };
  const machine: MergeMachine = {
    records: claudeMemRecordSource({ ...place, hasCloudSync: () => Promise.resolve(false) }),
    store: state.records,
    state: state.store,
    remote: options.remote ?? memoryRemote(store, options.personality),
    seal: options.seal ?? plainSeal(testRepoId),
    clock,
    random: systemRandom,
    log: silentLogger,
    self: { label, platform: 'test', version: '0.0.0' },
    streams: options.streams ?? new Set(['core']),
    path,
    tool: null,
  };
  return {
    machine,
    path,
    sync: (wish) => syncRecords(machine, { intent: 'sync', confirmed: null, ...wish }, {}),
    change(work) {
      const db = new Database(path);
      try {
        db.pragma('foreign_keys = ON');
        return work(db);
      } finally {
        db.close();
      }
    },
  };
}

/** What functions below `syncRecords` work with. */
export function recordTools({ records, store, clock, log, state, streams }: MergeMachine): RecordTools {
  return { records, store, clock, log, device: state.deviceId(), streams };
}
