import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { stateFault } from './state-fault.ts';
import { parseRow } from './state-rows.ts';

export type StateStatements = ReturnType<typeof stateStatements>;

/**
 * Reading and writing rows of an open state database: every row is parsed on the way out, every error of SQLite is
 * translated. Faults: `state-damaged`, `disk-full`, `home-busy`, `home-unusable`.
 */
export function stateStatements(db: Database.Database) {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw stateFault(error, db.name, dirname(db.name));
    }
  };
  return {
    path: db.name,
    one<T>(table: string, schema: z.ZodType<T>, text: string, ...values: unknown[]): T | null {
      const row = guarded(() => db.prepare(text).get(...values));
      return row === undefined ? null : parseRow(db.name, table, schema, row);
    },
    all<T>(table: string, schema: z.ZodType<T>, text: string, ...values: unknown[]): T[] {
      return guarded(() => db.prepare(text).all(...values)).map((row) => parseRow(db.name, table, schema, row));
    },
    run(text: string, ...values: unknown[]): void {
      guarded(() => db.prepare(text).run(...values));
    },
    // Immediate: a transaction that reads first and writes later could otherwise be refused in its middle.
    transaction: <T>(work: () => T): T => guarded(() => db.transaction(work).immediate()),
  };
}
