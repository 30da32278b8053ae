import { existsSync, mkdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fail, isFault } from '../../model/errors.ts';
import { openHome, sweepHome, type Home } from '../../platform/home.ts';
import type { HeldFile } from '../../platform/held-file.ts';
import { lockHome, lockSource } from '../../platform/locks.ts';
import { recordStoreOver } from '../../platform/records/record-store.ts';
import { openState, type StateStores } from '../../platform/state-database.ts';
import { stateApplicationId, stateMigrations, stateVersion } from '../../platform/state-schema.ts';
import { stateStoreOver } from '../../platform/state-store.ts';
import type { Logger } from '../../ports/logger.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { realPath } from './paths.ts';
import type { Tools } from './tools.ts';

/** Another command of the same person is mostly over within this; a push of a large memory is not, and is not waited for. */
const waitMsMax = 3_000;
const lookEveryMs = 100;

/** The state of a home in hand, with the locks that the way of working needs. */
export interface OpenState {
  readonly state: StateStore;
  /** What merge mode keeps, over the same connection. */
  readonly records: RecordStore;
  /** Another process of this home is at work right now. */
  readonly isBusy: boolean;
  close(): void;
}

/** One process at a time for this home. Faults: `home-busy` after a short wait, those of openHome and lockHome. */
export async function holdHome(home: Home, { clock }: Pick<Tools, 'clock'>): Promise<HeldFile> {
  openHome(home.folder);
  const startedMs = clock.monotonicMs();
  for (;;) {
    try {
      return lockHome(home);
    } catch (error) {
      if (!isFault(error, 'home-busy') || clock.monotonicMs() - startedMs >= waitMsMax) throw error;
      await clock.sleep(lookEveryMs);
    }
  }
}

/** To change something: home and source are ours alone until `close`. Faults also: `source-busy`. */
export async function openToChange(home: Home, sourcePath: string, tools: Tools, log: Logger): Promise<OpenState> {
  const homeLock = await holdHome(home, tools);
  try {
    sweepHome(home);
    const sourceLock = lockSource(await realPath(sourcePath));
    try {
      const { store: state, records } = openHeld(home, tools, log);
      return {
        state,
        records,
        isBusy: false,
        close() {
          state.close();
          sourceLock.release();
          homeLock.release();
        },
      };
    } catch (error) {
      sourceLock.release();
      throw error;
    }
  } catch (error) {
    homeLock.release();
    throw error;
  }
}

/**
 * To look only: no lock is kept, so that a push under way can be watched, and nothing is written to the state. A home
 * without a usable state database gets one first, which takes the lock for a moment.
 */
export async function openToLook(home: Home, tools: Tools, log: Logger): Promise<OpenState> {
  if (!isUsable(home)) {
    const lock = await holdHome(home, tools);
    try {
      openHeld(home, tools, log).store.close();
    } finally {
      lock.release();
    }
  }
  const isBusy = isHeld(home);
  const db = new Database(home.stateFile, { fileMustExist: true, timeout: waitMsMax });
  db.pragma('query_only = ON');
  const state = stateStoreOver(db);
  return { state, records: recordStoreOver(db), isBusy, close: () => state.close() };
}

/** With the home locked. A state that had to be made anew is told in the log, and noted for the next command to tell. */
export function openHeld(home: Home, { random }: Pick<Tools, 'random'>, log: Logger): StateStores {
  const { store, records, notice } = openState(home, random);
  if (notice.kind === 'replaced') log.warn('state.replaced', { ...notice });
  if (notice.kind === 'made' && notice.movedTo !== null) log.warn('state.lost', { movedTo: notice.movedTo });
  if (notice.kind !== 'as-it-was' && notice.movedTo !== null) store.setNote('state-moved', notice.movedTo);
  mkdirSync(home.scratchFolder, { recursive: true, mode: 0o700 });
  return { store, records };
}

function isUsable(home: Home): boolean {
  if (!existsSync(home.stateFile) || !existsSync(home.scratchFolder)) return false;
  let db: Database.Database | null = null;
  try {
    db = new Database(home.stateFile, { fileMustExist: true, timeout: waitMsMax });
    const version = stateVersion(db);
    const known = stateMigrations.length;
    if (version > known) throw fail('state-newer', { path: home.stateFile, version, known });
    return db.pragma('application_id', { simple: true }) === stateApplicationId && version === known;
  } catch (error) {
    if (isFault(error)) throw error;
    return false;
  } finally {
    db?.close();
  }
}

/** Whether another process has the home; our own look at it is over at once. */
function isHeld(home: Home): boolean {
  try {
    lockHome(home).release();
    return false;
  } catch (error) {
    if (isFault(error, 'home-busy')) return true;
    throw error;
  }
}
