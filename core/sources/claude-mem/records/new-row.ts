import { emptyObject, type Body } from '../../../model/records/body.ts';
import type { ColumnValue } from '../../../model/records/column-value.ts';
import type { RecordKey } from '../../../model/records/record.ts';
import type { Cells } from './binding.ts';
import { hashedIdentity } from './identity.ts';
import type { Layout } from './layout.ts';
import { baseContent, nameOf } from './session-names.ts';
import type { Statements } from './statements.ts';

/** A child's session as its row stands here. */
export interface Owner {
  readonly rowid: number;
  readonly content: ColumnValue;
  readonly memory: ColumnValue;
  readonly project: ColumnValue;
}

export function ownerOf({ first }: Statements, rowid: number): Owner | null {
  const found = first('SELECT content_session_id, memory_session_id, project FROM sdk_sessions WHERE id = ?', rowid);
  if (found === null) return null;
  const [content = null, memory = null, project = null] = found;
  // A helper's children say the id that the memory tool knows.
  const base = typeof memory === 'string' ? baseContent(nameOf(content), memory) : content;
  return { rowid, content: base, memory, project };
}

/** What a new child's row holds: what travelled, what follows from its session, what claude-mem sets itself. */
export function newChild(layout: Layout, key: RecordKey, body: Body, owner: Owner | null, nowMs: number): Cells {
  const columns = emptyObject<ColumnValue>();
  for (const column of layout.travelling) {
    if (column in body && !(owner !== null && layout.links.includes(column))) columns[column] = body[column] ?? null;
  }
  if (owner !== null) {
    for (const link of layout.links) columns[link] = link === 'memory_session_id' ? owner.memory : owner.content;
    columns['session_db_id'] = BigInt(owner.rowid);
    if (!('project' in columns)) columns['project'] = owner.project;
  }
  const memory = columns['memory_session_id'];
  const hashed = layout.kind === 'observation' && typeof memory === 'string' ? hashedIdentity(memory, columns) : null;
  if (hashed !== null && hashed.key === key) columns['content_hash'] = hashed.hash;
  // Enough to keep claude-mem's own cloud sync from sending it; an origin would block deleting it in the viewer.
  columns['synced_at'] = BigInt(nowMs);
  return withDefaults(layout, columns);
}

/** A session that comes from another machine is not being worked in here. */
export function newSession(layout: Layout, body: Body): Cells {
  const columns = emptyObject<ColumnValue>();
  for (const column of layout.travelling) if (column in body) columns[column] = closed(column, body[column] ?? null);
  return withDefaults(layout, columns);
}

export function closed(column: string, value: ColumnValue): ColumnValue {
  return column === 'status' && value === 'active' ? 'completed' : value;
}

/**
 * Only columns that this schema has. One that must not be NULL and is (an older writer did not know it) is left to the
 * schema's own default; the birth in words follows from the birth in numbers.
 */
function withDefaults(layout: Layout, columns: Record<string, ColumnValue>): Cells {
  const cells = new Map<string, ColumnValue>();
  const born = columns[layout.born];
  if ((columns[layout.bornText] ?? null) === null && typeof born === 'bigint') columns[layout.bornText] = isoOf(born);
  for (const [name, { notNull, hasDefault }] of layout.columns) {
    const value = columns[name];
    if (value === undefined || (value === null && notNull && hasDefault)) continue;
    cells.set(name, value);
  }
  return cells;
}

/** The last moment that has a name. */
const epochMsMax = 8_640_000_000_000_000n;

function isoOf(epochMs: bigint): string | null {
  const inRange = epochMs <= epochMsMax && epochMs >= -epochMsMax;
  return inRange ? new Date(Number(epochMs)).toISOString() : null;
}
