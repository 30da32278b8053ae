import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Generation } from '../../ports/record-source.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { json } from '../state-rows.ts';
import { brakesOver } from './brakes.ts';
import { conflictsOver } from './conflicts.ts';
import { heldRecordsOver } from './held-records.ts';
import { knownRecordsOver } from './known-records.ts';
import { outboxOver } from './outbox.ts';
import { peersOver } from './peers.ts';
import { pendingRecordsOver } from './pending-records.ts';
import { readerOf, recordStatements } from './record-statements.ts';
import { rowActsOver } from './row-acts.ts';
import { rowMapOver } from './row-map.ts';

const generation = readerOf(
  'source_generation',
  z.object({
    generation: json(
      z.object({
        fileId: z.string(),
        sequences: z.record(z.string(), z.number()),
        schemaVersions: z.array(z.number()),
      }) satisfies z.ZodType<Generation>,
    ),
  }),
);

/** What a source that was replaced makes worthless: all of it follows from the source and the logs. */
const tablesForgotten = [
  'record_rows',
  'records',
  'session_refs',
  'record_aliases',
  'pending',
  'in_flight',
  'cursors',
  'peer_files',
  'source_generation',
] as const;

/** Besides that, all that a log and its project made; only the numbers of columns stay. */
const tablesOfProject = [
  ...tablesForgotten,
  'unsent',
  'too_large',
  'segments',
  'segment_bytes',
  'quarantine',
  'rollback_sight',
  'confirmed_batches',
  'conflicts',
  'held',
  'braked',
  'change_counts',
  'row_acts',
  'pre_images',
] as const;

/**
 * RecordStore over an open database of the newest schema (state-schema.ts): the home's, or one in memory. Faults:
 * `state-damaged`, `disk-full`, `home-busy`, `home-unusable`.
 */
export function recordStoreOver(db: Database.Database): RecordStore {
  const sql = recordStatements(db);
  return {
    ...rowMapOver(sql),
    ...knownRecordsOver(sql),
    ...pendingRecordsOver(sql),
    ...outboxOver(sql),
    ...peersOver(sql),
    ...conflictsOver(sql),
    ...heldRecordsOver(sql),
    ...brakesOver(sql),
    ...rowActsOver(sql),
    generation: () => sql.one(generation, 'SELECT generation FROM source_generation')?.generation ?? null,
    setGeneration: ({ fileId, sequences, schemaVersions }) =>
      void sql.run(
        // The same again writes nothing: an idle machine leaves its disk alone.
        `INSERT INTO source_generation VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET generation = excluded.generation
          WHERE generation IS NOT excluded.generation`,
        JSON.stringify({ fileId, sequences, schemaVersions }),
      ),
    forgetRecords: () =>
      sql.transaction(() => {
        for (const table of tablesForgotten) sql.run(`DELETE FROM ${table}`);
      }),
    forgetProject: () =>
      sql.transaction(() => {
        for (const table of tablesOfProject) sql.run(`DELETE FROM ${table}`);
      }),
    renewDevice: (device) => void sql.run('INSERT OR REPLACE INTO device VALUES (1, ?)', device),
    transaction: sql.transaction,
    provisional: sql.provisional,
  };
}
