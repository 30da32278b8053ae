import type Database from 'better-sqlite3';

/** What the simulation knows of claude-mem's tables, by itself: the product's own knowledge is what is being tested. */
export interface SimulatedTable {
  readonly name: string;
  /** Holds the row's token: it never changes, and tells which row it is on every machine. */
  readonly token: string;
  /** Columns that the worker, or a person, may change. */
  readonly edited: readonly string[];
}

export const simulatedTables: readonly SimulatedTable[] = [
  { name: 'sdk_sessions', token: 'content_session_id', edited: ['custom_title', 'project', 'user_prompt'] },
  { name: 'observations', token: 'narrative', edited: ['title', 'subtitle', 'project', 'merged_into_project'] },
  { name: 'session_summaries', token: 'request', edited: ['notes', 'project', 'merged_into_project'] },
  { name: 'user_prompts', token: 'prompt_text', edited: [] },
  { name: 'tool_uses', token: 'tool_use_id', edited: ['tool_input'] },
];

export type Shown = Readonly<Record<string, string | null>>;

/** One row by what it says; local numbers are left out. */
export interface ShownRow {
  readonly table: string;
  readonly token: string;
  readonly rowid: number;
  /** The columns of `edited` that this schema has. */
  readonly columns: Shown;
  /** Its session, for children: content id and memory id. */
  readonly session: string | null;
}

/** A helper of one session for another memory id: shown to nobody as a session of its own. */
export function baseOf(content: string): string {
  const at = content.indexOf('#');
  return at < 0 ? content : content.slice(0, at);
}

/** Everything that a machine shows. */
export function shownRows(db: Database.Database): ShownRow[] {
  return simulatedTables.flatMap((table) => rowsOf(db, table));
}

export function rowAt(db: Database.Database, table: string, rowid: number): ShownRow | undefined {
  const known = simulatedTables.find(({ name }) => name === table);
  return known === undefined ? undefined : rowsOf(db, known, rowid)[0];
}

export function tokensOf(db: Database.Database): Set<string> {
  return new Set(shownRows(db).map(({ table, token }) => `${table} ${token}`));
}

const selects = new Map<string, string>();

function rowsOf(db: Database.Database, table: SimulatedTable, rowid: number | null = null): ShownRow[] {
  const sql = selectOf(db, table);
  if (sql === null) return [];
  const found = (rowid === null ? cached(db, sql).all() : cached(db, `${sql} WHERE t.rowid = ?`).all(rowid)) as Record<
    string,
    string | number | null
  >[];
  return found.map((row) => {
    const columns: Record<string, string | null> = {};
    for (const name of table.edited) if (name in row) columns[name] = row[name] === null ? null : String(row[name]);
    const content = row['session_content'];
    return {
      table: table.name,
      token: tokenOf(table, row),
      rowid: Number(row['rowid']),
      columns,
      session:
        content === undefined ? null : content === null ? '' : `${baseOf(String(content))} ${row['session_memory']}`,
    };
  });
}

function tokenOf(table: SimulatedTable, row: Record<string, string | number | null>): string {
  const memory = String(row['memory_session_id']);
  // Releases name the session of memories saved by hand differently.
  if (table.name === 'sdk_sessions' && memory.startsWith('manual-')) return memory;
  return table.name === 'sdk_sessions' ? baseOf(String(row[table.token])) : String(row[table.token]);
}

/** A memory of an older release of the tool: it lacks columns and a table. */
export function isOlder(db: Database.Database): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info('sdk_sessions') WHERE name = 'custom_title'").get() === undefined;
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** Prepared once per connection: a run looks at every row after every step. */
export function cached(db: Database.Database, sql: string): Database.Statement {
  const known = statements.get(db) ?? new Map<string, Database.Statement>();
  statements.set(db, known);
  const statement = known.get(sql) ?? db.prepare(sql);
  known.set(sql, statement);
  return statement;
}

function columnsOf(db: Database.Database, table: string): string[] {
  return (cached(db, `SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[]).map(
    ({ name }) => name,
  );
}

function selectOf(db: Database.Database, table: SimulatedTable): string | null {
  const columns = columnsOf(db, table.name);
  if (columns.length === 0) return null;
  const name = `${table.name} ${columns.join()}`;
  const known = selects.get(name);
  if (known !== undefined) return known;
  const wanted = ['rowid', table.token, 'memory_session_id', ...table.edited].filter(
    (column) => column === 'rowid' || columns.includes(column),
  );
  const join = joins[table.name];
  const list = wanted.map((column) => `t.${column} AS ${column}`);
  const session =
    join === undefined ? [] : ['s.content_session_id AS session_content', 's.memory_session_id AS session_memory'];
  const sql = `SELECT ${[...list, ...session].join(', ')} FROM ${table.name} t ${join ?? ''}`;
  selects.set(name, sql);
  return sql;
}

const joins: Readonly<Record<string, string>> = {
  observations: 'LEFT JOIN sdk_sessions s ON s.memory_session_id = t.memory_session_id',
  session_summaries: 'LEFT JOIN sdk_sessions s ON s.memory_session_id = t.memory_session_id',
  user_prompts: 'LEFT JOIN sdk_sessions s ON s.id = t.session_db_id',
};
