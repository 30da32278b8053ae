import type { Body } from '../../../model/records/body.ts';
import type { ColumnValue } from '../../../model/records/column-value.ts';
import type { KnownKind } from '../../../model/records/kinds.ts';
import type { RecordKey } from '../../../model/records/record.ts';
import type { RecordWriting, RowWritten, SourceRow } from '../../../ports/record-source.ts';
import { boundOf, insertSql, updateSql } from './binding.ts';
import { deleteRow } from './deleting.ts';
import type { Layout } from './layout.ts';
import { newChild, ownerOf } from './new-row.ts';
import { parking } from './parking.ts';
import type { View } from './reading.ts';
import { insertFromReference, insertSession, updateSession } from './session-writing.ts';

/** The inside of a write transaction. `now`: milliseconds since 1970. */
export function writingOf(view: View, now: () => number, elapsedMs: () => number): RecordWriting {
  return {
    ...view.reading,
    insert(kind, key, body, session) {
      const layout = view.layouts.get(kind);
      if (layout === undefined) return noTable(kind);
      if (kind === 'session') return parking(view.statements, () => insertSession(view, body));
      return parking(view.statements, () => insertChild(view, layout, key, body, session, now()));
    },
    insertSession: (ref) => {
      if (!view.layouts.has('session')) return noTable('session');
      return parking(view.statements, () => insertFromReference(view, ref));
    },
    update(kind, rowid, columns) {
      const layout = view.layouts.get(kind);
      if (layout === undefined) return noTable(kind);
      if (view.reading.row(kind, rowid) === null) return { kind: 'parked', finding: `row ${rowid} is not there` };
      if (kind === 'session') return parking(view.statements, () => updateSession(view, rowid, columns));
      return parking(view.statements, () => updateChild(view, layout, rowid, columns));
    },
    delete: (kind, rowid) => deleteRow(view, kind, rowid),
    elapsedMs,
  };
}

function noTable(kind: KnownKind): RowWritten {
  return { kind: 'parked', finding: `this database has no table for a ${kind}` };
}

function insertChild(
  view: View,
  layout: Layout,
  key: RecordKey,
  body: Body,
  session: number | null,
  nowMs: number,
): SourceRow | RowWritten {
  const owner = session === null ? null : ownerOf(view.statements, session);
  if (session !== null && owner === null) return { kind: 'parked', finding: `session ${session} is not there` };
  const cells = newChild(layout, key, body, owner, nowMs);
  return rowAt(view, layout.kind, view.statements.run(insertSql(layout.name, cells), ...boundOf(cells)));
}

/** Links stay: they follow the session's row. So does the hash of an observation, as claude-mem leaves it. */
function updateChild(view: View, layout: Layout, rowid: number, columns: Body): SourceRow {
  const cells = new Map<string, ColumnValue>();
  for (const column of Object.keys(columns)) {
    const value = columns[column] ?? null;
    const known = layout.columns.get(column);
    if (known === undefined || !layout.travelling.has(column) || layout.links.includes(column)) continue;
    if (value === null && known.notNull && known.hasDefault) continue;
    cells.set(column, value);
  }
  if (cells.size > 0) view.statements.run(updateSql(layout.name, cells), ...boundOf(cells), rowid);
  return rowAt(view, layout.kind, rowid);
}

function rowAt({ reading }: View, kind: KnownKind, rowid: number): SourceRow {
  const row = reading.row(kind, rowid);
  if (row === null) throw new Error(`${kind} ${rowid} is not there after it was written`);
  return row;
}
