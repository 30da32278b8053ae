import type Database from 'better-sqlite3';

/** A table with rows of its own: no view, no virtual table. */
export interface Table {
  readonly name: string;
  /** A virtual table's storage (full-text search, r-tree). */
  readonly isShadow: boolean;
  /** Stored columns; generated ones follow from them and are left out. In the order of their names' code units. */
  readonly columns: readonly string[];
  /** ORDER BY terms that give every row its place, cheap to follow. */
  readonly order: string;
  /** Which rows count, as SQL; `1` for all. */
  readonly where: string;
}

interface TableRow {
  readonly schema: string;
  readonly name: string;
  readonly type: 'table' | 'shadow' | 'view' | 'virtual';
  readonly wr: 0 | 1;
}

interface ColumnRow {
  readonly name: string;
  /** 1-based place in the primary key, else 0. */
  readonly pk: number;
}

/** All tables of the main database by name, sqlite_schema and sqlite_sequence among them. */
export function tablesOf(db: Database.Database): Table[] {
  const rows = db.pragma('table_list') as TableRow[];
  return rows
    .filter(({ schema, type }) => schema === 'main' && (type === 'table' || type === 'shadow'))
    .map((row) => describe(db, row))
    .sort((a, b) => compareCodeUnits(a.name, b.name));
}

export function rowCountOf(db: Database.Database, { name, where }: Table): number {
  return db
    .prepare(`SELECT count(*) FROM ${quoted(name)} WHERE ${where}`)
    .pluck()
    .get() as number;
}

/** A name as SQL wants it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function describe(db: Database.Database, { name, type, wr }: TableRow): Table {
  const columns = db.prepare('SELECT name, pk FROM pragma_table_info(?)').all(name) as ColumnRow[];
  return {
    name,
    isShadow: type === 'shadow',
    columns: columns.map((column) => column.name).sort(compareCodeUnits),
    order: orderOf(name, wr === 1, columns),
    where: '1',
  };
}

function orderOf(table: string, withoutRowid: boolean, columns: readonly ColumnRow[]): string {
  // Page numbers and the order of entries change when a database is rewritten (VACUUM); the names stay.
  if (table === 'sqlite_schema') return 'type, name';
  if (withoutRowid) return keyOf(columns).join(', ');
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  // A column may be called rowid and mean something else. Where all three names are taken, its own columns must do.
  return (
    ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ??
    [...keyOf(columns), ...columns.map(({ name }) => quoted(name))].join(', ')
  );
}

function keyOf(columns: readonly ColumnRow[]): string[] {
  return columns
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ name }) => quoted(name));
}
