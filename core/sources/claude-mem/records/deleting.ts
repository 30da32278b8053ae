import type { KnownKind } from '../../../model/records/kinds.ts';
import type { RowDeleted } from '../../../ports/record-source.ts';
import { quoted } from '../../sqlite/tables.ts';
import type { View } from './reading.ts';

/** Deletes one row, if it is there. Children never go with their session: each has its own tombstone, or none. */
export function deleteRow(view: View, kind: KnownKind, rowid: number): RowDeleted {
  const layout = view.layouts.get(kind);
  if (layout === undefined) return { kind: 'deleted' };
  if (kind === 'session' && isUsed(view, rowid)) return { kind: 'in-use' };
  view.statements.run(`DELETE FROM ${quoted(layout.name)} WHERE rowid = ?`, rowid);
  return { kind: 'deleted' };
}

/** Whether any row, in tables of later releases too, would go with the session or lose it. */
function isUsed(view: View, rowid: number): boolean {
  const { statements } = view;
  const referring = statements.all(
    `SELECT DISTINCT m.name, f."from", coalesce(f."to", 'id') FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
     WHERE m.type = 'table' AND lower(f."table") = 'sdk_sessions'`,
  );
  const held = referring.some(([table, from, to]) => {
    const session = `SELECT ${quoted(String(to))} FROM sdk_sessions WHERE id = ?`;
    const sql = `SELECT 1 FROM ${quoted(String(table))} WHERE ${quoted(String(from))} = (${session}) LIMIT 1`;
    return statements.first(sql, rowid) !== null;
  });
  return held || hasUnheld(view, rowid);
}

/**
 * Prompts of old databases have no number of their session. Tool uses hold none either, and keep none: where the session is
 * deleted by hand they stay behind without one, and so they do everywhere.
 */
function hasUnheld({ statements, layouts }: View, rowid: number): boolean {
  const prompts = layouts.get('prompt');
  if (prompts === undefined) return false;
  const content = 't.content_session_id = (SELECT content_session_id FROM sdk_sessions WHERE id = :id)';
  const where = prompts.columns.has('session_db_id') ? `${content} AND t.session_db_id IS NULL` : content;
  return statements.first(`SELECT 1 FROM ${quoted(prompts.name)} t WHERE ${where} LIMIT 1`, { id: rowid }) !== null;
}
