import type Database from 'better-sqlite3';
import { faultOf } from '../../sqlite/faults.ts';

/** A value as it is given to SQLite. */
export type Bound = null | bigint | number | string | Uint8Array;

/** Prepared statements of one connection: integers come as bigint, rows as lists. */
export interface Statements {
  readonly db: Database.Database;
  /** The path a person knows: faults name it. */
  readonly path: string;
  all(sql: string, ...values: readonly (Bound | Readonly<Record<string, Bound>>)[]): Bound[][];
  /** A value used twice has a name. */
  first(sql: string, ...values: readonly (Bound | Readonly<Record<string, Bound>>)[]): Bound[] | null;
  /** Rows one by one: another statement may read in between. */
  each(sql: string, ...values: readonly Bound[]): IterableIterator<Bound[]>;
  /** The number of the last row that was inserted. */
  run(sql: string, ...values: readonly Bound[]): number;
}

/** What SQLite says against a connection comes out as one of our faults, but for constraints: those are for the caller. */
export function statementsOf(db: Database.Database, path: string): Statements {
  const readers = new Map<string, Database.Statement<unknown[], Bound[]>>();
  const writers = new Map<string, Database.Statement>();
  const reader = (sql: string) => {
    const known = readers.get(sql);
    if (known !== undefined) return known;
    const made = db.prepare<unknown[], Bound[]>(sql).raw(true).safeIntegers(true);
    readers.set(sql, made);
    return made;
  };
  const writer = (sql: string) => {
    const made = writers.get(sql) ?? db.prepare(sql);
    writers.set(sql, made);
    return made;
  };
  return {
    db,
    path,
    all: (sql, ...values) => guarded(path, () => reader(sql).all(...values)),
    first: (sql, ...values) => guarded(path, () => reader(sql).get(...values) ?? null),
    each: (sql, ...values) => guarded(path, () => reader(sql).iterate(...values)),
    run: (sql, ...values) => guarded(path, () => Number(writer(sql).run(...values).lastInsertRowid)),
  };
}

/** Runs `work`; what SQLite throws is thrown as the fault it is. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faultOf(error, { path });
  }
}
