import { z } from 'zod';
import { lossOf } from '../../model/records/conflict.ts';
import { kindSchema } from '../../model/records/kinds.ts';
import { versionSchema, type Version } from '../../model/records/version.ts';
import type { Conflicts, ListedConflict } from '../../ports/record-store.ts';
import { json } from '../state-rows.ts';
import { keyColumn, packHex } from './packed-hex.ts';
import { readerOf, type RecordStatements } from './record-statements.ts';
import { encodeState, liveStateSchema } from './stored-state.ts';

/** Each holds a whole state: more at once would not be read by anybody. */
const conflictsMax = 1_000;

const columns = 'id, kind, key, at, settled, winner, columns, loser';
const conflict = readerOf(
  'conflicts',
  z
    .object({
      id: z.int(),
      kind: kindSchema,
      key: keyColumn,
      at: z.number(),
      settled: z.literal([0, 1]),
      winner: json(versionSchema),
      columns: json(z.array(z.string())),
      loser: json(liveStateSchema),
    })
    .transform(({ settled, loser, ...row }): ListedConflict => ({
      ...row,
      settled: settled === 1,
      loser: loser.version,
      loserState: loser,
    })),
);
const count = readerOf('conflicts', z.object({ count: z.int() }));

/** What lost to another device's edit, until a person has looked at it. */
export function conflictsOver(sql: RecordStatements): Conflicts {
  const conflictsAfter: Conflicts['conflictsAfter'] = (settled, id, limit) =>
    sql.all(
      conflict,
      `SELECT ${columns} FROM conflicts WHERE settled = ${settled ? 1 : 0} AND id > ? ORDER BY id LIMIT ?`,
      id,
      limit,
    );
  return {
    addConflict: (kind, key, found, at) =>
      sql.run(
        `INSERT INTO conflicts (kind, key, loss, at, settled, winner, columns, loser) VALUES (?, ?, ?, ?, 0, ?, ?, ?)
          ON CONFLICT (key, loss) DO NOTHING`,
        kind,
        packHex(key),
        lossOf(found),
        at,
        spelled(found.winner),
        JSON.stringify(found.columns),
        encodeState(found.loserState),
      ) > 0,
    conflicts: (settled) => conflictsAfter(settled, 0, conflictsMax),
    conflictsAfter,
    conflict: (id) => sql.one(conflict, `SELECT ${columns} FROM conflicts WHERE id = ?`, id),
    settleConflict: (id) => void sql.run('UPDATE conflicts SET settled = 1 WHERE id = ?', id),
    openConflictCount: () => sql.one(count, 'SELECT count(*) AS count FROM conflicts WHERE settled = 0')?.count ?? 0,
  };
}

function spelled({ life, dead, hlc, device, bodyHash }: Version): string {
  return JSON.stringify({ life, dead, hlc, device, bodyHash });
}
