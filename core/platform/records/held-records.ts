import { z } from 'zod';
import type { Hash128 } from '../../model/records/body.ts';
import { kindSchema } from '../../model/records/kinds.ts';
import type { Held, HeldRecords } from '../../ports/record-acts.ts';
import { hashColumn, keyColumn, packHash, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';

const held = readerOf(
  'held',
  z
    .object({ kind: kindSchema, key: keyColumn, shown: hashColumn })
    .transform((row): Held => ({ ...row, shown: row.shown as Hash128 | null })),
);
const count = readerOf('held', z.object({ count: z.int() }));

/** Records that an undo keeps as they are on this machine. */
export function heldRecordsOver(sql: RecordStatements): HeldRecords {
  return {
    held: (key) => sql.one(held, 'SELECT kind, key, shown FROM held WHERE key = ?', packHex(key)),
    setHeld: ({ kind, key, shown }) =>
      void sql.run(
        'INSERT OR REPLACE INTO held (key, kind, shown) VALUES (?, ?, ?)',
        packHex(key),
        kind,
        shown === null ? null : packHash(shown),
      ),
    endHold: (key) => void sql.run('DELETE FROM held WHERE key = ?', packHex(key)),
    heldAfter: (key, limit) =>
      sql.all(held, 'SELECT kind, key, shown FROM held WHERE key > ? ORDER BY key LIMIT ?', packHex(key), limit),
    heldCount: () => sql.one(count, 'SELECT count(*) AS count FROM held')?.count ?? 0,
  };
}
