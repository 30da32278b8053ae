import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { syncRecords, type MergeMachine, type MergeReport } from '../../core/engine/records/sync-records.ts';
import { isFault } from '../../core/model/errors.ts';
import { migrateState } from '../../core/platform/state-schema.ts';
import { recordStoreOver } from '../../core/platform/records/record-store.ts';
import { stateStoreOver } from '../../core/platform/state-store.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { claudeMemRecordSource } from '../../core/sources/claude-mem/records/source.ts';
import type { Random } from '../../core/ports/random.ts';
import type { RecordSource } from '../../core/ports/record-source.ts';
import { testRepoId } from '../support/engine-machine.ts';
import { memoryRemote, type Personality } from '../support/memory-remote.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { simulatedClock, type SimulatedClock, type WorldTime } from './clocks.ts';
import { Killed, lifeOf, type LifePlan } from './crash.ts';
import { tokensOf } from './tables.ts';
import type { Worker } from './worker.ts';

/** What several devices of one run share. */
export interface Ground {
  /** On a file system in memory. */
  readonly folder: string;
  readonly template: string;
  readonly store: MemoryStore;
  readonly time: WorldTime;
  readonly random: Random;
}

export interface Device extends Omit<Worker, 'db'> {
  readonly clock: SimulatedClock;
  readonly path: string;
  db: Database.Database;
  /** Copies of its memory that somebody kept. */
  images: Uint8Array[];
  /** An accident took its memory; nobody works with it before it is put back. */
  isAway: boolean;
  personality: Personality;
  streams: MergeMachine['streams'];
  /** One run of the real engine. */
  sync(plan: SyncPlan): Promise<SyncEnd>;
  /** Values that are listed as lost here. */
  lost(): Set<string>;
  /** What waits to be applied, but for sessions that were deleted: those go when their last child goes. */
  waiting(): string[];
  /** The engine has looked at its database: what is written from now on are edits. */
  isKnown(): boolean;
  state(): Database.Database;
  setState(db: Database.Database): void;
  close(): void;
}

export interface SyncPlan extends LifePlan {
  readonly confirmed: boolean;
}

export type SyncEnd =
  | { readonly kind: 'done'; readonly report: MergeReport; readonly calls: number }
  | { readonly kind: 'killed' }
  | { readonly kind: 'fault'; readonly code: string };

export const wholeLife: SyncPlan = { killAt: null, after: false, meanwhile: null, confirmed: false };

export function makeTemplate(path: string): void {
  createClaudeMemDatabase(path);
}

let stateTemplate: Buffer | null = null;

function emptyState(deviceId: string): Database.Database {
  if (stateTemplate === null) {
    const made = new Database(':memory:');
    migrateState(made);
    stateTemplate = made.serialize();
    made.close();
  }
  const db = new Database(stateTemplate);
  db.prepare('INSERT INTO device VALUES (1, ?)').run(deviceId);
  return db;
}

export function makeDevice(ground: Ground, machine: string, skewMs: number): Device {
  const folder = join(ground.folder, machine);
  mkdirSync(folder);
  const path = join(folder, 'claude-mem.db');
  copyFileSync(ground.template, path);
  return deviceOver(ground, machine, path, emptyState(ground.random.hex(16)), skewMs);
}

export function openWorker(path: string): Database.Database {
  const db = new Database(path, { timeout: 0 });
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = ON');
  return db;
}

export function deviceOver(
  ground: Ground,
  machine: string,
  path: string,
  first: Database.Database,
  skewMs: number,
): Device {
  const clock = simulatedClock(ground.time, skewMs);
  let state = first;
  let stores = { records: recordStoreOver(state), store: stateStoreOver(state) };
  const source = claudeMemRecordSource({
    path,
    scratchFolder: join(ground.folder, machine),
    clock,
    hasCloudSync: () => Promise.resolve(false),
  });

  function machineOf(plan: SyncPlan): { machine: MergeMachine; calls: () => number } {
    const life = lifeOf(plan);
    const remote = memoryRemote(ground.store, device.personality);
    const records: RecordSource = life.watch(source, 'records');
    const { deviceId } = stores.store;
    return {
      calls: life.calls,
      machine: {
        records,
        store: life.watch(stores.records, 'store'),
        state: { deviceId },
        remote: life.watch(remote, 'remote'),
        seal: plainSeal(testRepoId),
        clock: life.watch(clock, 'clock'),
        random: ground.random,
        log: silentLogger,
        self: { label: machine, platform: 'test', version: '0.0.0' },
        streams: device.streams,
        path,
        tool: null,
      },
    };
  }

  const device: Device = {
    machine,
    db: openWorker(path),
    settled: new Set(),
    bin: [],
    now: () => clock.now(),
    clock,
    path,
    images: [],
    isAway: false,
    personality: {},
    streams: new Set(['core']),
    async sync(plan) {
      const { machine: whole, calls } = machineOf(plan);
      const confirmed = plan.confirmed ? { batch: ground.random.hex(8) } : null;
      try {
        const report = await syncRecords(whole, { intent: 'sync', confirmed }, {});
        return { kind: 'done', report, calls: calls() };
      } catch (error) {
        if (error instanceof Killed) return { kind: 'killed' };
        if (isFault(error) && (error.exit === 5 || device.isAway)) return { kind: 'fault', code: error.code };
        throw error;
      }
    },
    lost() {
      const values = new Set<string>();
      for (const settled of [false, true]) {
        for (const { columns, loserState } of stores.records.conflicts(settled)) {
          for (const column of columns) {
            const value = loserState.cells[column]?.value;
            if (typeof value === 'string') values.add(value);
          }
        }
      }
      return values;
    },
    waiting: () =>
      state
        .prepare(
          "SELECT kind || ' ' || lower(hex(key)) || ' ' || state FROM pending WHERE NOT (kind = 'session' AND state NOT LIKE '%\"body\"%')",
        )
        .pluck()
        .all() as string[],
    isKnown: () => stores.records.generation() !== null,
    state: () => state,
    setState(db) {
      state = db;
      stores = { records: recordStoreOver(state), store: stateStoreOver(state) };
    },
    close() {
      if (device.db.open) device.db.close();
      state.close();
    },
  };
  return device;
}

export function settle(device: Device): void {
  if (device.isAway) return;
  device.settled = tokensOf(device.db);
}
