import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { fail } from '../../model/errors.ts';
import { stateFault } from '../state-fault.ts';
import { parseRow } from '../state-rows.ts';

/** A row of one table as it is used; `path` names the file in the fault `state-damaged`. */
export type RowReader<T> = (path: string, row: unknown) => T;

export type RecordStatements = ReturnType<typeof recordStatements>;

/**
 * Reading and writing rows of an open state database, each statement prepared once: the first scan runs three of them per
 * row. Faults: `state-damaged` (names the table), `disk-full`, `home-busy`, `home-unusable`.
 */
export function recordStatements(db: Database.Database) {
  const prepared = new Map<string, Database.Statement>();
  const statement = (text: string): Database.Statement => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const made = db.prepare(text);
    prepared.set(text, made);
    return made;
  };
  const translated = (error: unknown): unknown => stateFault(error, db.name, dirname(db.name));
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw translated(error);
    }
  };
  const transaction = <T>(work: () => T): T => {
    let ofWork: { readonly error: unknown } | null = null;
    const transaction = db.transaction(() => {
      try {
        return work();
      } catch (error) {
        ofWork = { error };
        throw error;
      }
    });
    try {
      // Immediate: one that reads first and writes later could otherwise be refused in its middle.
      return transaction.immediate();
    } catch (error) {
      throw ofWork === null ? translated(error) : error;
    }
  };
  return {
    one<T>(read: RowReader<T>, text: string, ...values: unknown[]): T | null {
      const row = guarded(() => statement(text).get(...values));
      return row === undefined ? null : read(db.name, row);
    },
    all<T>(read: RowReader<T>, text: string, ...values: unknown[]): T[] {
      return guarded(() => statement(text).all(...values)).map((row) => read(db.name, row));
    },
    /** Rows one by one until `enough`, which is asked after each: nothing beyond is read. */
    some<T>(read: RowReader<T>, enough: (row: T) => boolean, text: string, ...values: unknown[]): T[] {
      return guarded(() => {
        const rows: T[] = [];
        for (const found of statement(text).iterate(...values)) {
          const row = read(db.name, found);
          rows.push(row);
          if (enough(row)) break;
        }
        return rows;
      });
    },
    /** The number of rows changed. */
    run(text: string, ...values: unknown[]): number {
      return guarded(() => statement(text).run(...values).changes);
    },
    /** All of `work` or nothing; within another one it is a savepoint. Errors of `work` come out as they are. */
    transaction,
    /** In WAL mode frames go to the disk in their order: the next durable commit brings these along. Never within another one. */
    provisional<T>(work: () => T): T {
      const durable = Number(db.pragma('synchronous', { simple: true }));
      db.pragma('synchronous = NORMAL');
      try {
        return transaction(work);
      } finally {
        db.pragma(`synchronous = ${durable}`);
      }
    },
  };
}

/** A reader by schema, for all but the hottest rows. */
export function readerOf<T>(table: string, schema: z.ZodType<T>): RowReader<T> {
  return (path, row) => parseRow(path, table, schema, row);
}

/** A reader by hand, several times faster; `read` gives null for a row that is not as it must be. */
export function fastReaderOf<T>(table: string, read: (row: Record<string, unknown>) => T | null): RowReader<T> {
  return (path, row) => {
    const found = typeof row === 'object' && row !== null ? read(row as Record<string, unknown>) : null;
    if (found === null) throw fail('state-damaged', { path, finding: `${table}: wrong form` });
    return found;
  };
}
