import { z } from 'zod';
import { kindSchema } from '../../model/records/kinds.ts';
import type { Braked, Brakes } from '../../ports/record-acts.ts';
import { keyColumn, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';

const columns = 'key, kind, change, side, brake, at';
const braked = readerOf(
  'braked',
  z.object({
    kind: kindSchema,
    key: keyColumn,
    change: z.enum(['deleted', 'edited']),
    side: z.enum(['own', 'incoming']),
    brake: z.enum(['many-deleted', 'many-edited', 'source-emptied', 'source-replaced', 'source-migrated']),
    at: z.number(),
  }) satisfies z.ZodType<Braked>,
);
const brakedCount = readerOf('braked', z.object({ count: z.int() }));
const changeCount = readerOf('change_counts', z.object({ count: z.int() }));

/** Deletes and edits that wait for a person, and the count that brakes are decided by. */
export function brakesOver(sql: RecordStatements): Brakes {
  return {
    braked: (key) => sql.one(braked, `SELECT ${columns} FROM braked WHERE key = ?`, packHex(key)),
    setBraked: ({ key, kind, change, side, brake, at }) =>
      void sql.run(
        `INSERT OR REPLACE INTO braked (${columns}) VALUES (?, ?, ?, ?, ?, ?)`,
        packHex(key),
        kind,
        change,
        side,
        brake,
        at,
      ),
    clearBraked: (key) => void sql.run('DELETE FROM braked WHERE key = ?', packHex(key)),
    brakedAfter: (side, key, limit) =>
      sql.all(
        braked,
        `SELECT ${columns} FROM braked WHERE side = ? AND key > ? ORDER BY key LIMIT ?`,
        side,
        packHex(key),
        limit,
      ),
    brakedCount: (side) =>
      sql.one(brakedCount, 'SELECT count(*) AS count FROM braked WHERE side = ?', side)?.count ?? 0,
    countChanges: (kind, change, count, at) =>
      void sql.run(
        `INSERT INTO change_counts (at, kind, change, count) VALUES (?, ?, ?, ?)
          ON CONFLICT (at, kind, change) DO UPDATE SET count = count + excluded.count`,
        at,
        kind,
        change,
        count,
      ),
    changesSince: (kind, change, since) =>
      sql.one(
        changeCount,
        'SELECT coalesce(sum(count), 0) AS count FROM change_counts WHERE at >= ? AND kind = ? AND change = ?',
        since,
        kind,
        change,
      )?.count ?? 0,
    forgetChangesBefore: (at) => void sql.run('DELETE FROM change_counts WHERE at < ?', at),
  };
}
