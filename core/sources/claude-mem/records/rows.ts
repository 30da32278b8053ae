import { emptyObject, type Body } from '../../../model/records/body.ts';
import type { ColumnValue } from '../../../model/records/column-value.ts';
import type { KnownKind } from '../../../model/records/kinds.ts';
import type { RowMark, RowSession, SourceRow } from '../../../ports/record-source.ts';
import { quoted } from '../../sqlite/tables.ts';
import { fingerprinter } from './fingerprint.ts';
import { bornAt, identityOf, textHash } from './identity.ts';
import { validText } from './invalid-text.ts';
import type { Layout, Layouts } from './layout.ts';
import { baseContent } from './session-names.ts';
import { sessionColumns, sessionOf } from './session-beside.ts';
import { guarded, type Bound, type Statements } from './statements.ts';

/** Reads rows of one connection as other machines hear of them. */
export interface Rows {
  /** All rows that fulfil `where` (SQL over the table as `t`), ascending. */
  where(kind: KnownKind, where: string, ...values: readonly Bound[]): SourceRow[];
  /** Ascending from after a row number, until `bytesMax` is reached; at least one if there is one. */
  after(kind: KnownKind, rowid: number, bytesMax: number): SourceRow[];
  /** The same rows, and of each only its fingerprint. */
  marksAfter(kind: KnownKind, rowid: number, bytesMax: number): RowMark[];
}

/** What a value without a length of its own counts, and a row beside its values. */
const valueBytes = 8;
const rowBytes = 100;

export function rowsOf(statements: Statements, layouts: Layouts): Rows {
  const fingerprint = fingerprinter();
  const selects = new Map<KnownKind, Select>();
  const selectOf = (kind: KnownKind) => {
    const known = selects.get(kind);
    const layout = layouts.get(kind);
    if (known !== undefined || layout === undefined) return known ?? null;
    const made = select(layout, layouts.get('session'));
    selects.set(kind, made);
    return made;
  };
  const valid = ({ layout, columns }: Select, values: Bound[]) => validText(statements, layout.name, columns, values);
  const rowOf = (chosen: Select, values: Bound[]) => sourceRow(chosen, valid(chosen, values), fingerprint);
  function page<T>(kind: KnownKind, rowid: number, bytesMax: number, read: (chosen: Select, row: Bound[]) => T): T[] {
    const chosen = selectOf(kind);
    if (chosen === null) return [];
    const rows: T[] = [];
    let bytes = 0;
    const following = statements.each(`${chosen.sql} WHERE t.rowid > ? ORDER BY t.rowid`, rowid);
    return guarded(statements.path, () => {
      for (const values of following) {
        rows.push(read(chosen, values));
        bytes += sizeOf(values);
        if (bytes >= bytesMax) break;
      }
      return rows;
    });
  }
  return {
    where(kind, where, ...values) {
      const chosen = selectOf(kind);
      if (chosen === null) return [];
      const found = statements.all(`${chosen.sql} WHERE ${where} ORDER BY t.rowid`, ...values);
      return found.map((row) => rowOf(chosen, row));
    },
    after: (kind, rowid, bytesMax) => page(kind, rowid, bytesMax, rowOf),
    marksAfter: (kind, rowid, bytesMax) =>
      page(kind, rowid, bytesMax, (chosen, values) => ({
        rowid: Number(values[0]),
        fingerprint: fingerprint(said(valid(chosen, values))),
      })),
  };
}

interface Select {
  readonly layout: Layout;
  /** In the order in which they are selected: the row number first, then these, then what `session` reads. */
  readonly columns: readonly string[];
  readonly sql: string;
}

function select(layout: Layout, sessions: Layout | undefined): Select {
  const columns = [...layout.columns.keys()].filter(
    (column) => layout.travelling.has(column) || (layout.kind === 'observation' && column === 'content_hash'),
  );
  const names = ['rowid', ...columns].map((column) => `t.${quoted(column)}`);
  const selected = [...names, ...sessionColumns(layout, sessions)];
  return { layout, columns, sql: `SELECT ${selected.join(', ')} FROM ${quoted(layout.name)} t` };
}

/** `values`: the row number, the columns, the session. */
function sourceRow(
  { layout, columns: names }: Select,
  values: readonly ColumnValue[],
  fingerprint: (values: Iterable<ColumnValue>) => string,
): SourceRow {
  const { kind } = layout;
  const rowid = Number(values[0]);
  const columns = emptyObject<ColumnValue>();
  for (const [index, name] of names.entries()) columns[name] = values[index + 1] ?? null;
  const session = sessionOf(values.slice(names.length + 1));
  useBase(columns, session?.content ?? null, kind);
  const text = textHash(kind, columns);
  return {
    kind,
    rowid,
    body: bodyOf(layout, columns, session),
    session: session === null ? null : baseOf(session),
    identity: identityOf(kind, columns, text),
    fingerprint: fingerprint(said(values)),
    createdAt: bornAt(kind, columns),
    text,
  };
}

/** All but its number. */
function said(values: readonly ColumnValue[]): readonly ColumnValue[] {
  return values.slice(1);
}

/** Helpers count as their base, in their own row and in their children's. */
function useBase(columns: Record<string, ColumnValue>, sessionContent: string | null, kind: KnownKind): void {
  const content = columns['content_session_id'];
  const memory = columns['memory_session_id'];
  if (typeof content !== 'string') return;
  if (kind === 'session') {
    columns['content_session_id'] = baseContent(content, typeof memory === 'string' ? memory : null);
  } else if (content === sessionContent && typeof memory === 'string') {
    columns['content_session_id'] = baseContent(content, memory);
  }
}

function bodyOf(layout: Layout, columns: Body, session: RowSession | null): Body {
  const body = emptyObject<ColumnValue>();
  for (const column of layout.travelling) {
    if (session !== null && layout.links.includes(column)) continue;
    body[column] = columns[column] ?? null;
  }
  return body;
}

function baseOf(session: RowSession): RowSession {
  return { ...session, content: baseContent(session.content, session.memory) };
}

function sizeOf(values: readonly Bound[]): number {
  let bytes = rowBytes;
  for (const value of values) {
    bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : valueBytes;
  }
  return bytes;
}
