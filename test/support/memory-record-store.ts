import Database from 'better-sqlite3';
import type { DeviceId } from '../../core/model/ids.ts';
import { recordStoreOver } from '../../core/platform/records/record-store.ts';
import { migrateState, stateMigrations } from '../../core/platform/state-schema.ts';
import { stateStoreOver } from '../../core/platform/state-store.ts';
import type { Pending, RecordStore } from '../../core/ports/record-store.ts';

/** The record store of one device in a database in memory. It survives what tests call a crash, as a disk would. */
export interface MemoryRecordStore extends RecordStore {
  deviceId(): DeviceId;
  /** Of these kinds, those of the others that wait. */
  allPending(...kinds: string[]): readonly Pending[];
  /** As a copy of the whole home would have it. */
  copy(): MemoryRecordStore;
}

export function memoryRecordStore(device: DeviceId): MemoryRecordStore {
  const db = new Database(':memory:');
  migrateState(db, stateMigrations);
  const store = storeOver(db);
  store.renewDevice(device);
  return store;
}

function storeOver(db: Database.Database): MemoryRecordStore {
  const records = recordStoreOver(db);
  const state = stateStoreOver(db);
  return {
    ...records,
    deviceId: state.deviceId,
    allPending: (...kinds) => kinds.flatMap((kind) => records.pendingAfter(kind, '', 1_000_000)),
    copy: () => storeOver(new Database(db.serialize())),
  };
}
