import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { MergeMachine } from '../../engine/records/sync-records.ts';
import { openHome } from '../../platform/home.ts';
import { openState, type StateStores } from '../../platform/state-database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { RecordSource } from '../../ports/record-source.ts';
import { copyDatabase, withDatabase } from '../../sources/sqlite/image.ts';
import { inSteps } from '../../sources/sqlite/backup.ts';
import { withReader } from '../../sources/sqlite/reader.ts';
import { recordSourceAt } from './merge.ts';
import type { Tools } from './tools.ts';

/** A machine that has no state yet, to look ahead before it is connected; its device id is drawn. */
type Parts = Omit<MergeMachine, 'store' | 'state'>;

/**
 * Runs `use` on a private copy of state and memory that is gone afterwards, so that the engine can do all it would do and
 * nothing is touched; `use` must write nothing to the remote. `stateFile` null: a machine that was never connected.
 */
export async function withRehearsal<T>(
  parts: Parts,
  stateFile: string | null,
  tools: Tools,
  use: (machine: MergeMachine) => Promise<T>,
): Promise<T> {
  return withPrivateState(stateFile, tools, async ({ store: state, records: store }, folder) => {
    const records = await copyOf(parts, folder, tools);
    return use({ ...parts, log: silent, records, state, store });
  });
}

/** A state database in a private folder that is gone afterwards: a copy of `stateFile`, or a new one. */
export async function withPrivateState<T>(
  stateFile: string | null,
  tools: Tools,
  use: (stores: StateStores, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'membridge-plan-')));
  try {
    const { home } = openHome(join(folder, 'home'));
    if (stateFile !== null) await copyState(stateFile, home.stateFile);
    const stores = openState(home, tools.random);
    try {
      return await use(stores, folder);
    } finally {
      stores.store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What only would happen is not told in the log. */
const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function copyState(from: string, to: string): Promise<void> {
  const db = new Database(from, { fileMustExist: true });
  try {
    db.pragma('query_only = ON');
    await inSteps(db, to, {});
  } finally {
    db.close();
  }
}

/** The copy counts as the same file: nothing was replaced. */
async function copyOf({ records, path }: Parts, folder: string, tools: Tools): Promise<RecordSource> {
  const readiness = await records.readiness();
  if (readiness === 'absent' || readiness === 'setup') return records;
  const copy = join(folder, 'memory.db');
  const live = { path, scratchFolder: folder, clock: tools.clock };
  await withReader(live, (reader) => copyDatabase(reader, copy, {}));
  // Read in place, not by way of one more copy.
  await withDatabase(copy, (db) => db.pragma('journal_mode = WAL'));
  const first = await records.open();
  const { fileId } = first.generation;
  first.close();
  const copied = recordSourceAt(copy, { tools, scratchFolder: folder });
  return {
    ...copied,
    readiness: () => records.readiness(),
    async open() {
      const reading = await copied.open();
      return { ...reading, generation: { ...reading.generation, fileId } };
    },
  };
}
