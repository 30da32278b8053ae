import type Database from 'better-sqlite3';
import type { RecordSource } from '../../../ports/record-source.ts';
import { fileState, type LiveFile } from '../../sqlite/live-file.ts';
import { withReaderIfAny } from '../../sqlite/reader.ts';
import { fullTextColumns } from '../schema-13.25.3.ts';
import { kindTables } from './tables.ts';

/** `tool_uses` came late: a database without it is a memory all the same. */
const tablesNeeded = [kindTables.session, kindTables.observation, kindTables.summary, kindTables.prompt].map(
  ({ name }) => name,
);
/** Rows written before these exist would never be found by a search. */
const triggersNeeded = Object.keys(fullTextColumns).flatMap((table) =>
  ['ai', 'ad', 'au'].map((event) => `${table}_${event}`),
);

export async function readinessOf(
  live: LiveFile,
  hasCloudSync: () => Promise<boolean>,
): ReturnType<RecordSource['readiness']> {
  const { kind } = await fileState(live.path);
  if (kind === 'absent') return 'absent';
  if (await hasCloudSync()) return 'cloud-sync';
  if (kind === 'empty') return 'setup';
  const complete = await withReaderIfAny(live, async (reader) => reader === null || isComplete(reader.db));
  return complete ? 'ready' : 'setup';
}

function isComplete(db: Database.Database): boolean {
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'trigger')").pluck().all();
  const there = new Set(names.map(String));
  return [...tablesNeeded, ...triggersNeeded].every((name) => there.has(name));
}
