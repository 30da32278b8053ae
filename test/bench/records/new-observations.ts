import Database from 'better-sqlite3';
import { contentHash } from '../../../core/demo/content-hash.ts';
import { makeProse } from '../../support/prose.ts';

/** New rows of one session, as a day of work leaves them. */
const perSession = 20;
const types = ['bugfix', 'discovery', 'change', 'decision'] as const;
const secondsApart = 97;

/** Numbers of text that no row of a made database has. */
const firstTextNumber = 500_000_000;
const textsPerRow = 8;

/** What `addObservations` wrote, without the numbers that SQLite gave. */
export type NewRow = Readonly<Record<string, string | number | null>>;

/**
 * Adds so many observations to the last sessions of a claude-mem database, no two alike: text, files and times of their
 * own. The same `seed` and count give the same rows. Returns them.
 */
export function addObservations(path: string, count: number, seed: string): readonly NewRow[] {
  const db = new Database(path, { fileMustExist: true });
  try {
    const rows = newRows(db, count, seed);
    const columns = Object.keys(rows[0] ?? {});
    const values = columns.map((column) => `@${column}`).join(', ');
    const insert = db.prepare(`INSERT INTO observations (${columns.join(', ')}) VALUES (${values})`);
    db.transaction(() => rows.forEach((row) => insert.run(row)))();
    // Programs that copy files see nothing of what is still in the journal.
    db.pragma('wal_checkpoint(TRUNCATE)');
    return rows;
  } finally {
    db.close();
  }
}

interface Session {
  readonly memory_session_id: string;
  readonly project: string;
}

function newRows(db: Database.Database, count: number, seed: string): NewRow[] {
  const prose = makeProse();
  const sessions = db
    .prepare('SELECT memory_session_id, project FROM sdk_sessions ORDER BY id DESC LIMIT ?')
    .all(Math.ceil(count / perSession)) as Session[];
  const bornMs = Number(db.prepare('SELECT max(created_at_epoch) FROM observations').pluck().get());
  return Array.from({ length: count }, (_, n) => {
    const session = sessions[Math.floor(n / perSession) % sessions.length];
    if (session === undefined) throw new Error('a database without sessions');
    const text = (column: number, sentences: number) =>
      prose(firstTextNumber + numberOf(seed) * 100_000 + n * textsPerRow + column, sentences);
    return newRow(session, text, n, bornMs + (n + 1) * secondsApart * 1000);
  });
}

function newRow(session: Session, text: (column: number, sentences: number) => string, n: number, at: number): NewRow {
  const [title, narrative] = [text(1, 1).slice(0, 70), text(2, 7)];
  return {
    ...session,
    type: types[n % types.length] ?? 'change',
    title,
    subtitle: text(3, 1),
    narrative,
    facts: JSON.stringify([text(4, 1), text(5, 1), text(6, 1)]),
    concepts: '["how-it-works","pattern"]',
    files_read: JSON.stringify([`/home/person/work/src/part-${(n * 31) % 97}/file-${(n * 31) % 211}.ts`]),
    files_modified: JSON.stringify([`/home/person/work/src/part-${(n * 17) % 97}/file-${(n * 17) % 211}.ts`]),
    prompt_number: 1 + Math.floor((n % perSession) / 5),
    created_at: new Date(at).toISOString(),
    created_at_epoch: at,
    discovery_tokens: 900 + ((n * 37) % 9000),
    content_hash: contentHash(session.memory_session_id, title, narrative),
    generated_by_model: 'claude-haiku-4-5',
  };
}

/** A small number of a word; near words are far apart. */
function numberOf(seed: string): number {
  let number = 0;
  for (const letter of seed) number = (number * 31 + letter.charCodeAt(0)) % 9_973;
  return number;
}
