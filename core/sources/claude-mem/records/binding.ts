import type { ColumnValue } from '../../../model/records/column-value.ts';
import { quoted } from '../../sqlite/tables.ts';
import type { Bound } from './statements.ts';

/** Columns and what goes into them, in one order. */
export type Cells = ReadonlyMap<string, ColumnValue>;

export function insertSql(table: string, cells: Cells): string {
  const names = [...cells.keys()].map(quoted);
  return `INSERT INTO ${quoted(table)} (${names.join(', ')}) VALUES (${[...cells.values()].map(place).join(', ')})`;
}

/** The row's number is the last value. */
export function updateSql(table: string, cells: Cells): string {
  const sets = [...cells].map(([column, value]) => `${quoted(column)} = ${place(value)}`);
  return `UPDATE ${quoted(table)} SET ${sets.join(', ')} WHERE rowid = ?`;
}

export function boundOf(cells: Cells): Bound[] {
  return [...cells.values()].map((value) =>
    value !== null && typeof value === 'object' && 'invalidText' in value ? value.invalidText : value,
  );
}

/** Text that is no UTF-8 goes in as its bytes; the cast changes the type and nothing else. */
function place(value: ColumnValue): string {
  return value !== null && typeof value === 'object' && 'invalidText' in value ? 'CAST(? AS TEXT)' : '?';
}
