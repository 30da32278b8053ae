import { z } from 'zod';
import type { RowMark } from '../../ports/record-source.ts';
import type { MappedRow, RowMap } from '../../ports/record-store.ts';
import { json } from '../state-rows.ts';
import { packHex, packText, unpackKey, unpackText } from './packed-hex.ts';
import { fastReaderOf, readerOf, type RecordStatements } from './record-statements.ts';

const columns = 'kind, row, key, created_at, fingerprint, text, sketch';

/** By hand: a full capture reads every row of the map. */
const mappedRow = fastReaderOf('record_rows', (found): MappedRow | null => {
  const { kind, row, created_at: createdAt, sketch } = found;
  const key = unpackKey(found['key']);
  const fingerprint = unpackText(found['fingerprint']);
  const text = unpackText(found['text']);
  if (typeof kind !== 'string' || typeof row !== 'number' || typeof createdAt !== 'number') return null;
  if (typeof sketch !== 'string' || key === undefined || fingerprint === undefined || text === undefined) return null;
  return { kind, rowid: row, key, fingerprint, createdAt, text, sketch };
});

/** SQLite spells the hex: a Buffer for each row would cost more than all the rest. */
const rowMark = fastReaderOf('record_rows', ({ row, fingerprint }): RowMark | null =>
  typeof row === 'number' && typeof fingerprint === 'string' ? { rowid: row, fingerprint } : null,
);

const count = readerOf('record_row_counts', z.object({ count: z.int() }));
const lastRow = readerOf('record_rows', z.object({ row: z.number().nullable() }));
const setNumber = readerOf('column_sets', z.object({ number: z.int() }));
const setNames = readerOf('column_sets', z.object({ names: json(z.array(z.string())) }));

/** Rows and the records they belong to. */
export function rowMapOver(sql: RecordStatements): RowMap {
  return {
    mappedRow: (kind, rowid) =>
      sql.one(mappedRow, `SELECT ${columns} FROM record_rows WHERE kind = ? AND row = ?`, kind, rowid),
    mappedRowsAfter: (kind, rowid, limit) =>
      sql.all(
        mappedRow,
        `SELECT ${columns} FROM record_rows WHERE kind = ? AND row > ? ORDER BY row LIMIT ?`,
        kind,
        rowid,
        limit,
      ),
    mappedMarksAfter: (kind, rowid, limit) =>
      sql.all(
        rowMark,
        `SELECT row, iif(typeof(fingerprint) = 'blob', lower(hex(fingerprint)), fingerprint) AS fingerprint
          FROM record_rows WHERE kind = ? AND row > ? ORDER BY row LIMIT ?`,
        kind,
        rowid,
        limit,
      ),
    rowsOf: (key) =>
      sql.all(mappedRow, `SELECT ${columns} FROM record_rows WHERE key = ? ORDER BY kind, row`, packHex(key)),
    mappedRowCount: (kind) => sql.one(count, 'SELECT count FROM record_row_counts WHERE kind = ?', kind)?.count ?? 0,
    lastMappedRow: (kind) => sql.one(lastRow, 'SELECT max(row) AS row FROM record_rows WHERE kind = ?', kind)?.row ?? 0,
    mapRow: ({ kind, rowid, key, createdAt, fingerprint, text, sketch }) =>
      void sql.run(
        `INSERT INTO record_rows (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, row) DO UPDATE SET
          (key, created_at, fingerprint, text, sketch)
          = (excluded.key, excluded.created_at, excluded.fingerprint, excluded.text, excluded.sketch)`,
        kind,
        rowid,
        packHex(key),
        createdAt,
        packText(fingerprint),
        packText(text),
        sketch,
      ),
    unmapRow: (kind, rowid) => void sql.run('DELETE FROM record_rows WHERE kind = ? AND row = ?', kind, rowid),
    columnSet(names) {
      const text = JSON.stringify(names);
      const find = () => sql.one(setNumber, 'SELECT number FROM column_sets WHERE names = ?', text)?.number;
      const known = find();
      if (known !== undefined) return known;
      sql.run('INSERT INTO column_sets (names) VALUES (?)', text);
      return find() ?? 0;
    },
    columnNames: (set) => sql.one(setNames, 'SELECT names FROM column_sets WHERE number = ?', set)?.names ?? null,
  };
}
