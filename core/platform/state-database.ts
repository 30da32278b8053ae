import { closeSync, lstatSync, openSync, readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fail, isFault } from '../model/errors.ts';
import type { Random } from '../ports/random.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { StateStore } from '../ports/state-store.ts';
import { syncFolder } from './atomic-file.ts';
import { codeOf, fileFault } from './file-fault.ts';
import type { Home } from './home.ts';
import { moveAside } from './moved-aside.ts';
import { recordStoreOver } from './records/record-store.ts';
import { stateFault } from './state-fault.ts';
import { migrateState, stateApplicationId, stateMigrations, stateVersion } from './state-schema.ts';
import { checkEssentials, stateStoreOver } from './state-store.ts';

/**
 * Pages of 4 KB. A first scan changes hundreds of pages over and over, a few hundred rows at a time; copied back at SQLite's
 * 1,000 it takes twice as long and wears an SD card out. 16 MB beside the database, until it is closed.
 */
const walPages = 4_000;

/** Another command of the same person may be in its commit; longer than a commit on a slow card. */
const busyMs = 5_000;

export type StateNotice =
  | { readonly kind: 'as-it-was' }
  /** A new device id was drawn. `movedTo`: restore points that a lost database had named lie there. */
  | { readonly kind: 'made'; readonly movedTo: string | null }
  /** The old one could not be used: it lies in `movedTo`, with the restore points it named; a new device id was drawn. */
  | { readonly kind: 'replaced'; readonly finding: string; readonly movedTo: string };

/** Both over one connection: a transaction of either holds what is done through the other. `store.close` closes it. */
export interface StateStores {
  readonly store: StateStore;
  readonly records: RecordStore;
}

/**
 * Opens `<home>/state.db`, or makes it. One that is damaged or no database of ours is moved aside, never deleted.
 * Only with the home locked. Faults: `state-newer` (update Membridge), `home-unusable`, `home-busy`, `disk-full`.
 */
export function openState(home: Home, random: Random): StateStores & { readonly notice: StateNotice } {
  const path = home.stateFile;
  const known = stateMigrations.length;
  const found =
    lstatSync(path, { throwIfNoEntry: false }) === undefined ? { kind: 'absent' as const } : openExisting(home);
  switch (found.kind) {
    case 'sound':
      return { ...found.stores, notice: { kind: 'as-it-was' } };
    case 'newer':
      throw fail('state-newer', { path, version: found.version, known });
    case 'absent': {
      const movedTo = moveAside(home, [...sideFiles(home), ...restorePoints(home)]);
      return { ...makeState(home, random), notice: { kind: 'made', movedTo } };
    }
    case 'unmade': {
      const movedTo = moveAside(home, restorePoints(home));
      return { ...makeState(home, random), notice: { kind: 'made', movedTo } };
    }
    case 'damaged': {
      const movedTo = moveAside(home, [...sideFiles(home), path, ...restorePoints(home)]) ?? home.movedAsideFolder;
      return { ...makeState(home, random), notice: { kind: 'replaced', finding: found.finding, movedTo } };
    }
  }
}

type Found =
  | { readonly kind: 'sound'; readonly stores: StateStores }
  | { readonly kind: 'newer'; readonly version: number }
  /** Nothing in it: killed while it was made, or emptied. */
  | { readonly kind: 'unmade' }
  | { readonly kind: 'damaged'; readonly finding: string };

function openExisting(home: Home): Found {
  let db: Database.Database | null = null;
  try {
    db = connect(home);
    const found = examine(db);
    if (found.kind !== 'sound') db.close();
    return found;
  } catch (error) {
    db?.close();
    const fault = stateFault(error, home.stateFile, home.folder);
    if (isFault(fault, 'state-damaged')) return { kind: 'damaged', finding: fault.data.finding };
    throw fault;
  }
}

function examine(db: Database.Database): Found {
  const application = db.pragma('application_id', { simple: true });
  if (application === 0 && tableCount(db) === 0) return { kind: 'unmade' };
  if (application !== stateApplicationId)
    return { kind: 'damaged', finding: 'it is not a state database of Membridge' };
  const version = stateVersion(db);
  if (version > stateMigrations.length) return { kind: 'newer', version };
  const check = db.pragma('quick_check(1)', { simple: true });
  if (check !== 'ok') return { kind: 'damaged', finding: String(check) };
  makeDurable(db);
  migrateState(db);
  const stores = storesOver(db);
  checkEssentials(stores.store);
  return { kind: 'sound', stores };
}

function tableCount(db: Database.Database): number {
  return Number(db.prepare('SELECT count(*) FROM sqlite_master').pluck().get());
}

/** Beside a new database SQLite would replay these into it; so they go before the database itself does. */
function sideFiles({ stateFile }: Home): string[] {
  return [`${stateFile}-wal`, `${stateFile}-shm`, `${stateFile}-journal`];
}

/** A new database counts their ids from 1 again and knows none of them: without this the next sweep would remove them. */
function restorePoints({ restorePointsFolder }: Home): string[] {
  return isEmptyFolder(restorePointsFolder) ? [] : [restorePointsFolder];
}

function isEmptyFolder(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

function makeState(home: Home, random: Random): StateStores {
  try {
    // Made here, not by SQLite, so that it is never open to others.
    closeSync(openSync(home.stateFile, 'a', 0o600));
    const db = connect(home);
    makeDurable(db);
    const make = db.transaction(() => {
      migrateState(db);
      db.prepare('INSERT INTO device VALUES (1, ?)').run(random.hex(16));
    });
    make.immediate();
    syncFolder(home.folder);
    return storesOver(db);
  } catch (error) {
    throw stateFault(fileFault(error, home.stateFile, 0), home.stateFile, home.folder);
  }
}

function storesOver(db: Database.Database): StateStores {
  return { store: stateStoreOver(db), records: recordStoreOver(db) };
}

function connect(home: Home): Database.Database {
  return new Database(home.stateFile, { timeout: busyMs });
}

function makeDurable(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  // Each step of the journal must be on the disk before the step is done; WAL's default would lose the last ones.
  db.pragma('synchronous = FULL');
  // macOS: the drive's own cache too. Elsewhere it changes nothing.
  db.pragma('fullfsync = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma(`wal_autocheckpoint = ${walPages}`);
}
