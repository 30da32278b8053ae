import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Home } from './home.ts';
import { recordStoreOver } from './records/record-store.ts';
import type { StateStores } from './state-database.ts';
import { stateFault } from './state-fault.ts';
import { stateApplicationId, stateMigrations, stateVersion } from './state-schema.ts';
import { stateStoreOver } from './state-store.ts';

/** Readers of a WAL wait for nobody but a recovery. */
const busyMs = 1_000;

/**
 * What this device knows, for questions: without the locks of home and source, beside a thread of this process that holds
 * them, and without writing. Null: there is none of this Membridge's schema; whoever opens it to change makes it. Faults:
 * those of StateStore.
 */
export function readState(home: Home): StateStores | null {
  if (!existsSync(home.stateFile)) return null;
  let db: Database.Database | null = null;
  try {
    db = new Database(home.stateFile, { fileMustExist: true, timeout: busyMs });
    db.pragma('query_only = ON');
    const isOurs = db.pragma('application_id', { simple: true }) === stateApplicationId;
    if (isOurs && stateVersion(db) === stateMigrations.length)
      return { store: stateStoreOver(db), records: recordStoreOver(db) };
    db.close();
    return null;
  } catch (error) {
    db?.close();
    throw stateFault(error, home.stateFile, home.folder);
  }
}
