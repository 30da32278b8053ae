import Database from 'better-sqlite3';

const observations = 20;

/** Adds what one session of work leaves: a session and 20 observations, whose text is put together from older ones. */
export function addOneSession(path: string): void {
  const db = new Database(path, { fileMustExist: true });
  try {
    db.transaction(() => {
      const row = db.prepare('SELECT * FROM sdk_sessions ORDER BY id DESC LIMIT 1').get() as Record<string, unknown>;
      const session = { ...row, id: null, content_session_id: 'bench-content', memory_session_id: 'bench-memory' };
      insert(db, 'sdk_sessions', session);
      for (let number = 1; number <= observations; number += 1) insert(db, 'observations', observation(db, number));
    })();
  } finally {
    db.close();
  }
}

function observation(db: Database.Database, number: number): Record<string, unknown> {
  const at = db.prepare('SELECT * FROM observations ORDER BY id LIMIT 1 OFFSET ?');
  const row = at.get(number * 3) as Record<string, unknown>;
  const other = at.get(number * 7 + 1) as Record<string, unknown>;
  const texts = { narrative: other['narrative'], content_hash: `bench${number}` };
  return { ...row, ...texts, id: null, memory_session_id: 'bench-memory' };
}

function insert(db: Database.Database, table: string, row: Record<string, unknown>): void {
  const columns = Object.keys(row);
  const values = columns.map((column) => `@${column}`).join(', ');
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`).run(row);
}
