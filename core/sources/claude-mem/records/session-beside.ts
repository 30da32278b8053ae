import type { ColumnValue } from '../../../model/records/column-value.ts';
import type { RowSession } from '../../../ports/record-source.ts';
import { nameCharsMax } from '../../../model/records/record.ts';
import type { Layout } from './layout.ts';
import { nameOf, platformOf } from './session-names.ts';

const wanted = ['id', 'platform_source', 'content_session_id', 'memory_session_id', 'project', 'started_at_epoch'];

/**
 * SQL that selects its session beside each row of a child's table `t`; nothing for sessions themselves. Not a join: where
 * rows are read one by one, in the order of their keys, that takes three times as long (25 and 8 µs a row).
 */
export function sessionColumns(layout: Layout, sessions: Layout | undefined): readonly string[] {
  const on = sessions === undefined ? null : linkOf(layout, sessions);
  if (on === null || sessions === undefined) return [];
  const has = (column: string) => column === 'id' || sessions.columns.has(column);
  return wanted.map((column) => (has(column) ? `(SELECT s.${column} FROM sdk_sessions s WHERE ${on})` : 'NULL'));
}

/** What `sessionColumns` selected, of one row; null where no session owns it. */
export function sessionOf(values: readonly ColumnValue[]): RowSession | null {
  const [rowid, platform, content, memory, project, started] = values;
  if (rowid === null || rowid === undefined) return null;
  return {
    rowid: Number(rowid),
    platform: cut(platformOf(platform ?? null)),
    content: cut(nameOf(content ?? null)),
    memory: memory === null || memory === undefined ? null : cut(nameOf(memory)),
    project: cut(nameOf(project ?? null)),
    startedAtEpoch: Number(typeof started === 'bigint' ? started : 0),
  };
}

/** No reader takes a reference with a longer name. It is the key that tells the session, and its own record has the whole name. */
function cut(name: string): string {
  if (name.length <= nameCharsMax) return name;
  const kept = name.slice(0, nameCharsMax);
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}

/**
 * By memory id, as its foreign key has it. Prompts and tool uses name the session's row; where that is empty or wrong, the
 * content id tells.
 */
function linkOf({ kind, columns }: Layout, sessions: Layout): string | null {
  if (kind === 'session') return null;
  if (kind === 'observation' || kind === 'summary') return 's.memory_session_id = t.memory_session_id';
  const platform = columns.has('platform_source') && sessions.columns.has('platform_source');
  const samePlatform = platform ? ' AND o.platform_source = t.platform_source' : '';
  const byContent = `(SELECT min(o.id) FROM sdk_sessions o WHERE o.content_session_id = t.content_session_id${samePlatform})`;
  if (!columns.has('session_db_id')) return `s.id = ${byContent}`;
  // The number in a tool use is held by no foreign key: the row that has it may be another session's by now.
  const same = `(o.content_session_id = t.content_session_id OR o.content_session_id = t.content_session_id || '#' || o.memory_session_id)`;
  const byNumber = `(SELECT o.id FROM sdk_sessions o WHERE o.id = t.session_db_id${kind === 'tool-use' ? ` AND ${same}` : ''})`;
  return `s.id = coalesce(${byNumber}, ${byContent})`;
}
