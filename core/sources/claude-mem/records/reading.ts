import type { RecordReading } from '../../../ports/record-source.ts';
import { quoted } from '../../sqlite/tables.ts';
import { generationOf } from './generation.ts';
import { layoutsOf, type Layouts } from './layout.ts';
import { rowsLike, sessionLike } from './likeness.ts';
import { rowsOf, type Rows } from './rows.ts';
import { guarded, type Statements } from './statements.ts';

/** Rows that `rowsAfter` hands out at once: enough to make the calls cheap, little beside what a board has. */
export const readBytesMax = 1024 * 1024;

/** What a connection inside a transaction reads, and what that is made with. */
export interface View {
  readonly statements: Statements;
  readonly layouts: Layouts;
  readonly rows: Rows;
  readonly reading: Omit<RecordReading, 'close'>;
}

export function viewOf(statements: Statements): View {
  const { db, path } = statements;
  const layouts = guarded(path, () => layoutsOf(db));
  const rows = rowsOf(statements, layouts);
  const look = { statements, layouts, rows };
  const reading: View['reading'] = {
    generation: guarded(path, () => generationOf(db, layouts, path)),
    kinds: [...layouts.keys()],
    columns: (kind) => layouts.get(kind)?.travelling ?? new Set(),
    rowids: (kind) => guarded(path, () => rowidsOf(statements, layouts.get(kind)?.name)),
    rowCount: (kind) => guarded(path, () => rowCountOf(statements, layouts.get(kind)?.name)),
    rowidsAfter: (kind, rowid) => guarded(path, () => rowidsAfter(statements, layouts.get(kind)?.name, rowid)),
    rowsAfter: (kind, rowid) => rows.after(kind, rowid, readBytesMax),
    marksAfter: (kind, rowid) => rows.marksAfter(kind, rowid, readBytesMax),
    row: (kind, rowid) => rows.where(kind, 't.rowid = ?', rowid)[0] ?? null,
    rowsLike: (kind, key, body, ref, session) => rowsLike(look, { kind, key, body, ref, session }),
    sessionLike: (ref) => sessionLike(look, ref),
  };
  return { ...look, reading };
}

/**
 * Without ORDER BY SQLite reads them from its narrowest index, a few pages instead of the whole table; sorting them here
 * takes eight bytes each.
 */
function rowidsOf({ db }: Statements, table: string | undefined): Iterable<number> {
  if (table === undefined) return [];
  return Float64Array.from(
    db
      .prepare(`SELECT rowid FROM ${quoted(table)}`)
      .pluck()
      .all() as number[],
  ).sort();
}

/** SQLite counts the entries of its narrowest index page by page, a thousandth of the file. */
function rowCountOf({ db }: Statements, table: string | undefined): number {
  if (table === undefined) return 0;
  return Number(
    db
      .prepare(`SELECT count(*) FROM ${quoted(table)}`)
      .pluck()
      .get(),
  );
}

function rowidsAfter({ db }: Statements, table: string | undefined, rowid: number): number[] {
  if (table === undefined) return [];
  return db
    .prepare(`SELECT rowid FROM ${quoted(table)} WHERE rowid > ? ORDER BY rowid`)
    .pluck()
    .all(rowid) as number[];
}
