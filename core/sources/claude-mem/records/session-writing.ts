import { emptyObject, type Body } from '../../../model/records/body.ts';
import type { ColumnValue } from '../../../model/records/column-value.ts';
import type { SessionRef } from '../../../model/records/record.ts';
import type { RowWritten, SourceRow } from '../../../ports/record-source.ts';
import { boundOf, insertSql, updateSql, type Cells } from './binding.ts';
import { closed, newSession } from './new-row.ts';
import type { View } from './reading.ts';
import { baseContent, helperContent, nameOf, platformOf } from './session-names.ts';

/** What stands here of the session that is to be written. */
type Standing =
  | { readonly kind: 'nothing' }
  /** The same session: claude-mem's stub, or a row that has no memory id yet, or the body has none. */
  | { readonly kind: 'same'; readonly rowid: number }
  /** Its content id is here with another memory id: two machines worked in it at once. */
  | { readonly kind: 'concurrent'; readonly content: string; readonly memory: string }
  /** Its memory id belongs to a session of another name. */
  | { readonly kind: 'taken'; readonly rowid: number };

/** Adds a session, or completes the row that stands for it already (protocol.md section 3, 'Sessions'). */
export function insertSession(view: View, body: Body): SourceRow | RowWritten {
  const standing = standingOf(view, body);
  switch (standing.kind) {
    case 'taken':
      return { kind: 'parked', finding: `its memory id belongs to session ${standing.rowid} here` };
    case 'same':
      return updateSession(view, standing.rowid, body);
    case 'nothing':
      return addSession(view, body);
    case 'concurrent':
      return addSession(view, { ...body, content_session_id: helperContent(standing.content, standing.memory) });
  }
}

/** Makes the parent of a child that came first; what is known of it here stays as it is. */
export function insertFromReference(view: View, ref: SessionRef): SourceRow | RowWritten {
  const body = emptyObject<ColumnValue>();
  body['platform_source'] = ref.platform;
  body['content_session_id'] = ref.content;
  body['memory_session_id'] = ref.memory;
  body['project'] = ref.project;
  body['started_at_epoch'] = BigInt(Math.trunc(ref.startedAtEpoch));
  body['status'] = 'completed';
  const standing = standingOf(view, body);
  if (standing.kind === 'taken') return rowAt(view, standing.rowid);
  if (standing.kind !== 'same') return insertSession(view, body);
  const here = rowAt(view, standing.rowid);
  if (ref.memory === null || here.body['memory_session_id'] !== null) return here;
  return updateSession(view, standing.rowid, { memory_session_id: ref.memory });
}

/** Sets these columns; a memory id takes the children along, and waits while the memory tool has work queued for it. */
export function updateSession(view: View, rowid: number, columns: Body): SourceRow | RowWritten {
  const layout = view.layouts.get('session');
  const before = rowAt(view, rowid);
  const cells = new Map<string, ColumnValue>();
  for (const column of Object.keys(columns)) {
    const value = columns[column] ?? null;
    const known = layout?.columns.get(column);
    if (layout?.travelling.has(column) !== true || known === undefined) continue;
    // A NULL from a schema that allowed it.
    if (value === null && known.notNull && known.hasDefault) continue;
    // Open elsewhere; one that is open here stays so.
    cells.set(column, before.body[column] === value ? value : closed(column, value));
  }
  const memory = cells.get('memory_session_id');
  const renamed = memory !== undefined && before.body['memory_session_id'] !== memory;
  if (renamed && hasQueuedWork(view, rowid)) return { kind: 'in-use' };
  keepHelper(view, rowid, cells);
  if (cells.size > 0) view.statements.run(updateSql('sdk_sessions', cells), ...boundOf(cells), rowid);
  return rowAt(view, rowid);
}

export function hasQueuedWork({ statements }: View, rowid: number): boolean {
  if (statements.first("SELECT 1 FROM sqlite_schema WHERE name = 'pending_messages'") === null) return false;
  return statements.first('SELECT 1 FROM pending_messages WHERE session_db_id = ? LIMIT 1', rowid) !== null;
}

/** A helper's name holds base and memory id: both must go on saying the same. */
function keepHelper(view: View, rowid: number, cells: Map<string, ColumnValue>): void {
  const [content, memory] = namesAt(view, rowid);
  if (content === null || memory === null || baseContent(content, memory) === content) return;
  const [base, next] = [cells.get('content_session_id'), cells.get('memory_session_id')];
  const named = typeof base === 'string' ? base : baseContent(content, memory);
  cells.set('content_session_id', helperContent(named, typeof next === 'string' ? next : memory));
}

function standingOf(view: View, body: Body): Standing {
  const { statements, layouts } = view;
  const content = nameOf(body['content_session_id'] ?? null);
  const memory = typeof body['memory_session_id'] === 'string' ? body['memory_session_id'] : null;
  const owner =
    memory === null
      ? null
      : statements.first('SELECT id, content_session_id FROM sdk_sessions WHERE memory_session_id = ?', memory);
  if (owner !== null) {
    const rowid = Number(owner[0]);
    const name = nameOf(owner[1] ?? null);
    const isSame = name === memory || name === content || baseContent(name, memory) === content;
    return { kind: isSame ? 'same' : 'taken', rowid };
  }
  const platform = layouts.get('session')?.columns.has('platform_source') === true;
  const sql = `SELECT id, memory_session_id FROM sdk_sessions WHERE content_session_id = ?${platform ? ' AND platform_source = ?' : ''}`;
  const named = statements.first(sql, content, ...(platform ? [platformOf(body['platform_source'] ?? null)] : []));
  if (named === null) return { kind: 'nothing' };
  const [rowid, known] = named;
  if (memory === null || known === null) return { kind: 'same', rowid: Number(rowid) };
  return { kind: 'concurrent', content, memory };
}

function addSession(view: View, body: Body): SourceRow {
  const layout = view.layouts.get('session');
  if (layout === undefined) throw new Error('a session cannot be written where there is no table for it');
  const cells: Cells = newSession(layout, body);
  return rowAt(view, view.statements.run(insertSql(layout.name, cells), ...boundOf(cells)));
}

function rowAt({ reading }: View, rowid: number): SourceRow {
  const row = reading.row('session', rowid);
  if (row === null) throw new Error(`session ${rowid} is not there after it was written`);
  return row;
}

function namesAt({ statements }: View, rowid: number): readonly [string | null, string | null] {
  const found = statements.first('SELECT content_session_id, memory_session_id FROM sdk_sessions WHERE id = ?', rowid);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return [text(found?.[0]), text(found?.[1])];
}
