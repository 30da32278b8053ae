import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import Database from 'better-sqlite3';
import type { Machine } from '../../core/engine/machine.ts';
import { sync } from '../../core/engine/sync.ts';
import type { Intent } from '../../core/model/observation.ts';
import type { RepoId } from '../../core/model/ids.ts';
import { leaseTtlMsDefault } from '../../core/model/limits.ts';
import type { Remote } from '../../core/ports/remote.ts';
import type { Seal } from '../../core/ports/seal.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { openHome } from '../../core/platform/home.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { restorePointFolder } from '../../core/platform/restore-point-folder.ts';
import { scratchFolder as scratchAt } from '../../core/platform/scratch-folder.ts';
import { openState } from '../../core/platform/state-database.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { sqliteFileSource } from '../../core/sources/sqlite-file/source.ts';
import { memoryRemote, type Personality } from './memory-remote.ts';
import type { MemoryStore } from './memory-store.ts';
import { scratchFolder } from './scratch-folder.ts';

export const testRepoId = 'a'.repeat(32) as RepoId;

export interface EngineMachine {
  readonly machine: Machine;
  readonly path: string;
  readonly home: string;
  run(intent?: Intent, confirmed?: boolean): ReturnType<typeof sync>;
  plan(intent?: Intent): ReturnType<typeof sync>;
  /** Adds notes to the database, which is made if need be. */
  add(...notes: string[]): void;
  remove(where: string): void;
  /** All notes, sorted. */
  notes(): string[];
}

export interface EngineMachineOptions {
  readonly personality?: Personality;
  readonly remote?: Remote;
  readonly seal?: Seal;
  readonly change?: (machine: Machine) => Machine;
}

/** A whole machine over a real SQLite file and a real home folder; the remote is in memory unless one is given. */
export async function engineMachine(
  t: TestContext,
  label: string,
  store: MemoryStore,
  options: EngineMachineOptions = {},
): Promise<EngineMachine> {
  const folder = await scratchFolder(t, `engine-${label}`);
  const path = join(folder, 'memory.db');
  const { home } = openHome(join(folder, 'home'));
  mkdirSync(home.scratchFolder, { recursive: true });
  const { store: state } = openState(home, systemRandom);
  t.after(() => state.close());
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const plain: Machine = {
    clock: systemClock,
    random: systemRandom,
    log: silent,
    source: sqliteFileSource({ path, scratchFolder: home.scratchFolder, clock: systemClock }),
    remote: options.remote ?? memoryRemote(store, options.personality),
    seal: options.seal ?? plainSeal(testRepoId),
    state,
    scratch: scratchAt(home.scratchFolder),
    restorePoints: restorePointFolder(home.restorePointsFolder),
    grade: gradeOf(options.personality),
    self: { label, platform: 'test', version: '0.0.0' },
    policy: { leaseTtlMs: leaseTtlMsDefault, safetyCopies: 3, setAsideDays: 30, workerControl: 'auto' },
  };
  const machine = options.change?.(plain) ?? plain;
  return {
    machine,
    path,
    home: home.folder,
    run: (intent = 'sync', confirmed = false) => sync(machine, { intent, confirmed, dryRun: false }, {}),
    plan: (intent = 'sync') => sync(machine, { intent, confirmed: false, dryRun: true }, {}),
    add: (...notes) =>
      change(path, (db) => notes.forEach((note) => db.prepare('insert into notes(text) values (?)').run(note))),
    remove: (where) => change(path, (db) => db.exec(`delete from notes where ${where}`)),
    notes: () => read(path),
  };
}

function gradeOf(personality: Personality | undefined): Machine['grade'] {
  const grades = { atomic: 'A', racy: 'B', refused: 'C', ignored: 'D' } as const;
  return grades[personality?.conditions ?? 'atomic'];
}

function change(path: string, work: (db: Database.Database) => void): void {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('create table if not exists notes(id integer primary key autoincrement, text text not null)');
  work(db);
  db.close();
}

function read(path: string): string[] {
  const db = new Database(path);
  const rows = db.prepare('select text from notes order by text').pluck().all() as string[];
  db.close();
  return rows;
}
