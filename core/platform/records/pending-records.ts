import { z } from 'zod';
import { bodySchema } from '../../model/records/body.ts';
import { kindSchema } from '../../model/records/kinds.ts';
import type { InFlight, Pending, PendingRecords } from '../../ports/record-store.ts';
import { json } from '../state-rows.ts';
import { keyColumn, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';
import { encodeBodyText, encodeState, stateSchema } from './stored-state.ts';

const columns = 'key, kind, state, finding, batch';
const pending = readerOf(
  'pending',
  z.object({
    kind: kindSchema,
    key: keyColumn,
    state: json(stateSchema),
    finding: z.string().nullable(),
    batch: z.string().nullable(),
  }) satisfies z.ZodType<Pending>,
);

const counts = readerOf('pending', z.object({ waiting: z.int(), parked: z.int() }));

const inFlight = readerOf(
  'in_flight',
  z
    .object({
      kind: kindSchema,
      key: keyColumn,
      row: z.int().nullable(),
      before: json(bodySchema).nullable(),
      after: json(bodySchema).nullable(),
    })
    .transform(({ kind, key, row, before, after }): InFlight => ({ kind, key, rowid: row, before, after })),
);

/** What came from other devices and is not in the source yet, and writes that have begun. */
export function pendingRecordsOver(sql: RecordStatements): PendingRecords {
  return {
    pending: (key) => sql.one(pending, `SELECT ${columns} FROM pending WHERE key = ?`, packHex(key)),
    // An upsert, not a replace: the row keeps its place among the others.
    setPending: ({ kind, key, state, finding, batch }) =>
      void sql.run(
        `INSERT INTO pending (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
          SET kind = excluded.kind, state = excluded.state, finding = excluded.finding, batch = excluded.batch`,
        packHex(key),
        kind,
        encodeState(state),
        finding,
        batch,
      ),
    clearPending: (key) => void sql.run('DELETE FROM pending WHERE key = ?', packHex(key)),
    pendingAfter: (kind, key, limit) =>
      sql.all(
        pending,
        `SELECT ${columns} FROM pending WHERE finding IS NULL AND kind = ? AND key > ? ORDER BY key LIMIT ?`,
        kind,
        packHex(key),
        limit,
      ),
    anyPendingAfter: (key, limit) =>
      sql.all(pending, `SELECT ${columns} FROM pending WHERE key > ? ORDER BY key LIMIT ?`, packHex(key), limit),
    pendingCount: () =>
      sql.one(
        counts,
        `SELECT (SELECT count(*) FROM pending WHERE finding IS NULL) AS waiting,
          (SELECT count(*) FROM pending) - (SELECT count(*) FROM pending WHERE finding IS NULL) AS parked`,
      ) ?? { waiting: 0, parked: 0 },
    retryParked: () => void sql.run('UPDATE pending SET finding = NULL WHERE finding IS NOT NULL'),
    inFlight: () => sql.all(inFlight, 'SELECT kind, key, row, before, after FROM in_flight ORDER BY number'),
    setInFlight: (writes) =>
      sql.transaction(() => {
        sql.run('DELETE FROM in_flight');
        for (const { kind, key, rowid, before, after } of writes) {
          sql.run(
            'INSERT INTO in_flight (kind, key, row, before, after) VALUES (?, ?, ?, ?, ?)',
            kind,
            packHex(key),
            rowid,
            before === null ? null : encodeBodyText(before),
            after === null ? null : encodeBodyText(after),
          );
        }
      }),
  };
}
