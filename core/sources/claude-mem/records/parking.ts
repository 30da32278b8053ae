import Database from 'better-sqlite3';
import { isFault } from '../../../model/errors.ts';
import type { RowWritten, SourceRow } from '../../../ports/record-source.ts';
import type { Statements } from './statements.ts';

/** What a person sees of SQLite's words; they name table and column. */
const findingCharsMax = 200;

/**
 * Writes one row inside a savepoint: what a constraint forbids is undone and parked, and the transaction goes on. `write`
 * answers with the row as it stands afterwards, or says why it wrote nothing.
 */
export function parking({ db }: Pick<Statements, 'db'>, write: () => SourceRow | RowWritten): RowWritten {
  db.exec('SAVEPOINT membridge_row');
  try {
    const written = write();
    db.exec('RELEASE membridge_row');
    if (written.kind === 'written' || written.kind === 'parked' || written.kind === 'in-use') return written;
    return { kind: 'written', row: written };
  } catch (error) {
    // A full disk or a broken file ends the whole transaction, the savepoint with it.
    if (!db.inTransaction) throw error;
    db.exec('ROLLBACK TO membridge_row; RELEASE membridge_row');
    if (!isRefused(error)) throw error;
    return { kind: 'parked', finding: error.message.slice(0, findingCharsMax) };
  }
}

/** This one row cannot be in this database; others can. */
function isRefused(error: unknown): error is Error {
  if (isFault(error)) return false;
  return error instanceof Database.SqliteError && /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code);
}
