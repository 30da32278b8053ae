import type { Body } from '../../../model/records/body.ts';
import type { KnownKind } from '../../../model/records/kinds.ts';
import type { RecordKey, SessionRef } from '../../../model/records/record.ts';
import type { SourceRow } from '../../../ports/record-source.ts';
import { bornAt, hashedIdentity, textHash } from './identity.ts';
import type { Layouts } from './layout.ts';
import type { Rows } from './rows.ts';
import { helperContent, platformOf } from './session-names.ts';
import type { Bound, Statements } from './statements.ts';

/** A record that a row is looked for. */
export interface Sought {
  readonly kind: KnownKind;
  readonly key: RecordKey;
  readonly body: Body;
  readonly ref: SessionRef | null;
  /** Row number of its session here. */
  readonly session: number | null;
}

type Look = { readonly statements: Statements; readonly rows: Rows; readonly layouts: Layouts };

/** Rows of this identity, and twins (protocol.md section 3); each once, the best match first. */
export function rowsLike(look: Look, sought: Sought): SourceRow[] {
  if (sought.kind === 'session') return sessionsLike(look, sought);
  const text = textHash(sought.kind, sought.body);
  const found = candidates(look, sought).filter(
    (row) => row.identity === sought.key || isTwin(row, sought, bornAt(sought.kind, sought.body), text),
  );
  const unique = [...new Map(found.map((row) => [row.rowid, row])).values()];
  return unique.sort((a, b) => Number(b.identity === sought.key) - Number(a.identity === sought.key));
}

/** The row of a session by memory id, else by platform and content id. */
export function sessionLike(
  { statements, layouts }: Pick<Look, 'statements' | 'layouts'>,
  ref: SessionRef,
): number | null {
  const sessions = layouts.get('session');
  if (sessions === undefined) return null;
  const byMemory =
    ref.memory === null
      ? null
      : statements.first('SELECT id FROM sdk_sessions WHERE memory_session_id = ?', ref.memory);
  const found = byMemory ?? byContent(statements, sessions.columns.has('platform_source'), ref.platform, ref.content);
  return found === null ? null : Number(found[0]);
}

function byContent(statements: Statements, hasPlatform: boolean, platform: string, content: string): Bound[] | null {
  const sql = 'SELECT id FROM sdk_sessions WHERE content_session_id = ?';
  return hasPlatform
    ? statements.first(`${sql} AND platform_source = ?`, content, platform)
    : statements.first(`${sql} ORDER BY id LIMIT 1`, content);
}

/** By memory id, by platform and content id, by a helper's name, and claude-mem's own stub (content id = memory id). */
function sessionsLike({ rows }: Look, { body, key }: Sought): SourceRow[] {
  const [content, memory] = [body['content_session_id'], body['memory_session_id']];
  const platform = platformOf(body['platform_source'] ?? null);
  const found = typeof memory === 'string' ? rows.where('session', 't.memory_session_id = ?', memory) : [];
  if (typeof content === 'string') {
    const helper = typeof memory === 'string' ? helperContent(content, memory) : content;
    const named = rows.where('session', 't.content_session_id IN (?, ?)', content, helper);
    found.push(
      ...named.filter((row) => row.identity === key || platformOf(row.body['platform_source'] ?? null) === platform),
    );
  }
  return [...new Map(found.map((row) => [row.rowid, row])).values()];
}

/** Few rows that may be it, through an index each. A plus keeps SQLite from the index of a column that thousands may share. */
function candidates({ rows, statements, layouts }: Look, sought: Sought): SourceRow[] {
  const { kind, body, ref } = sought;
  const born = body['created_at_epoch'] ?? null;
  const layout = layouts.get(kind);
  if (layout === undefined || typeof born === 'object') return [];
  if (kind === 'tool-use') {
    const name = body['tool_use_id'];
    return typeof name === 'string'
      ? rows.where(kind, 't.tool_use_id = ? AND t.content_session_id = ?', name, contentOf(sought))
      : [];
  }
  const same = sameText(sought, layout.travelling);
  const found = rows.where(kind, ['t.created_at_epoch = ?', ...same.conditions].join(' AND '), born, ...same.values);
  if (kind !== 'observation' || !layout.columns.has('content_hash')) return found;
  // One memory saved twice in one session has one hash, whenever it was.
  for (const memory of memoriesOf(statements, sought.session, ref)) {
    const hashed = hashedIdentity(memory, body);
    if (hashed?.key !== sought.key) continue;
    found.push(...rows.where(kind, 't.content_hash = ? AND t.memory_session_id = ?', hashed.hash, memory));
  }
  return found;
}

/** In SQL, so that thousands of rows of one moment (an import) cost no more than a look at each. */
function sameText({ kind, body }: Sought, columns: ReadonlySet<string>): { conditions: string[]; values: Bound[] } {
  const names =
    kind === 'prompt' ? ['prompt_text'] : kind === 'summary' ? ['request', 'learned'] : ['title', 'narrative'];
  const conditions: string[] = [];
  const values: Bound[] = [];
  for (const name of names) {
    const value = body[name] ?? null;
    if (!columns.has(name) || (value !== null && typeof value !== 'string')) continue;
    conditions.push(`+t.${name} IS ?`);
    values.push(value);
  }
  return { conditions, values };
}

function isTwin(row: SourceRow, { ref, session, body }: Sought, born: number, text: string): boolean {
  if (row.createdAt !== born || row.text !== text) return false;
  if (row.session === null) return ref === null && row.body['content_session_id'] === body['content_session_id'];
  if (session !== null && row.session.rowid === session) return true;
  if (ref === null) return false;
  if (ref.memory !== null && row.session.memory === ref.memory) return true;
  return row.session.platform === ref.platform && row.session.content === ref.content;
}

function contentOf({ ref, body }: Sought): string {
  const own = body['content_session_id'];
  return ref?.content ?? (typeof own === 'string' ? own : '');
}

/** Memory ids that the session has or had: here, and where the record was written. */
export function memoriesOf(
  { first }: Pick<Statements, 'first'>,
  session: number | null,
  ref: SessionRef | null,
): ReadonlySet<string> {
  const here =
    session === null ? null : (first('SELECT memory_session_id FROM sdk_sessions WHERE id = ?', session)?.[0] ?? null);
  return new Set([here, ref?.memory ?? null].filter((memory) => typeof memory === 'string'));
}
