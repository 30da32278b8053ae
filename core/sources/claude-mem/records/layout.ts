import type Database from 'better-sqlite3';
import { knownKinds, type KnownKind } from '../../../model/records/kinds.ts';
import { quoted } from '../../sqlite/tables.ts';
import { kindTables, travels, type KindTable } from './tables.ts';

/** A kind's table as this database has it: releases differ in their columns. */
export interface Layout extends KindTable {
  /** All stored columns, in the table's order. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Those that travel. */
  readonly travelling: ReadonlySet<string>;
}

export interface Column {
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

export type Layouts = ReadonlyMap<KnownKind, Layout>;

interface ColumnRow {
  readonly name: string;
  readonly notnull: 0 | 1;
  readonly dflt_value: string | null;
}

/** The tables that are there, in the order in which kinds are written; generated columns are left out. */
export function layoutsOf(db: Database.Database): Layouts {
  const layouts = new Map<KnownKind, Layout>();
  for (const kind of knownKinds) {
    const table = kindTables[kind];
    const rows = db.pragma(`table_info(${quoted(table.name)})`) as ColumnRow[];
    if (rows.length === 0) continue;
    const columns = new Map(
      rows.map(({ name, notnull, dflt_value }) => [name, { notNull: notnull === 1, hasDefault: dflt_value !== null }]),
    );
    const travelling = new Set([...columns.keys()].filter((column) => travels(table, column)));
    layouts.set(kind, { ...table, columns, travelling });
  }
  return layouts;
}
