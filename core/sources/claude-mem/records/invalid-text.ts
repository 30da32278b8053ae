import type { ColumnValue } from '../../../model/records/column-value.ts';
import { quoted } from '../../sqlite/tables.ts';
import type { Bound, Statements } from './statements.ts';

/** What a decoder writes where bytes are no UTF-8; a text may also really hold it. */
const replacement = '\uFFFD';

/**
 * A row's values as SQLite holds them: text that was decoded with replacements is read once more as its bytes, and kept as
 * those if it is no UTF-8. `values`: the row number, the columns, then anything.
 */
export function validText(
  statements: Statements,
  table: string,
  columns: readonly string[],
  values: readonly Bound[],
): readonly ColumnValue[] {
  if (!values.some((value) => typeof value === 'string' && value.includes(replacement))) return values;
  return values.map((value, index) => {
    const column = columns[index - 1];
    if (typeof value !== 'string' || column === undefined || !value.includes(replacement)) return value;
    const sql = `SELECT CAST(${quoted(column)} AS BLOB) FROM ${quoted(table)} WHERE rowid = ?`;
    const bytes = statements.first(sql, values[0] ?? null)?.[0];
    if (!(bytes instanceof Uint8Array) || Buffer.from(value).equals(bytes)) return value;
    return { invalidText: new Uint8Array(bytes) };
  });
}
