/**
 * Big claude-mem databases for measuring: whole rows made by SQL in seconds, with text that compresses as real text does.
 * `node test/support/large-database.ts FILE MEGABYTES` makes one from a shell.
 */
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { contentHash } from '../../core/demo/content-hash.ts';
import { fullTextColumns } from '../../core/sources/claude-mem/schema-13.25.3.ts';
import { createClaudeMemDatabase, fullTextTriggers } from '../../core/sources/claude-mem/schema.ts';
import { makeProse } from './prose.ts';

export interface LargeDatabase {
  readonly bytes: number;
  readonly sessions: number;
  readonly durationMs: number;
}

/** What one session of 20 observations, 4 prompts and 4 summaries takes, indexes and full text included. */
const bytesPerSession = 86_300;
/** An empty database with this schema. */
const emptyBytes = 455_000;

const observationsPerSession = 20;
const promptsPerSession = 4;

/** Page cache while filling: the indexes of half a gigabyte should not be read back from disk. */
const cacheKiB = 128 * 1024;

/** Makes a new, healthy claude-mem database of about `targetBytes` at `path`; the same size gives the same rows. */
export function makeLargeDatabase(path: string, targetBytes: number): LargeDatabase {
  const startedMs = performance.now();
  const sessions = Math.max(1, Math.round((targetBytes - emptyBytes) / bytesPerSession));
  createClaudeMemDatabase(path);
  const db = new Database(path);
  try {
    // A file that is thrown away if we fail: no journal and no flushes until it is complete.
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma(`cache_size = -${cacheKiB}`);
    db.function('content_hash', { deterministic: true }, (memory, title, narrative) =>
      contentHash(String(memory), String(title), String(narrative)),
    );
    const prose = makeProse();
    db.function('prose', { deterministic: true }, (key, sentences) => prose(Number(key), Number(sentences)));
    db.transaction(() => fill(db, sessions))();
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
  return { bytes: statSync(path).size, sessions, durationMs: Math.round(performance.now() - startedMs) };
}

/** Full text row by row would cost most of the time: its triggers are put back before one rebuild of everything. */
function fill(db: Database.Database, sessions: number): void {
  const indexed = Object.keys(fullTextColumns);
  for (const table of indexed) db.exec(`DROP TRIGGER ${table}_ai`);
  for (const statement of rowStatements) db.prepare(statement).run({ sessions });
  for (const table of indexed) {
    db.exec(fullTextTriggers(table)[0] ?? '');
    db.exec(`INSERT INTO ${table}_fts(${table}_fts) VALUES ('rebuild')`);
  }
}

const firstEpochMs = Date.UTC(2024, 0, 1);
const sessionEveryMs = 7_200_000;

/** `n(i)`: the numbers from 1 to `last`. */
const numbers = (last: string) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${last})`;
const iso = (epochMs: string) => `strftime('%Y-%m-%dT%H:%M:%fZ', (${epochMs}) / 1000.0, 'unixepoch')`;
const session = (perSession: number) => `((i - 1) / ${perSession} + 1)`;
const id = (prefix: string, number: string) => `printf('${prefix}-4000-8000-%012x', ${number} * 7919)`;
const epochMs = (perSession: number) =>
  `(${firstEpochMs} + ${session(perSession)} * ${sessionEveryMs} + (i % ${perSession} + 1) * ${Math.floor(sessionEveryMs / (perSession + 2))})`;
const promptNumber = `((i - 1) % ${observationsPerSession} / ${observationsPerSession / promptsPerSession} + 1)`;
const project = (number: string) => `'project-' || (${number} % 8)`;
const file = (number: string) =>
  `'["/home/person/work/src/part-' || (${number} % 97) || '/file-' || (${number} % 211) || '.ts"]'`;

/** Text of one column: SQLite may compute an expression twice, so the same row and column always give the same prose. */
const prose = (column: number, sentences: number) => `prose(i * 32 + ${column}, ${sentences})`;
const memoryId = (perSession: number) => id('a0000000-0000', session(perSession));
const title = `substr(${prose(1, 1)}, 1, 70)`;
const narrative = prose(2, 7);

const rowStatements: readonly string[] = [
  `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, user_prompt, started_at, started_at_epoch,
     completed_at, completed_at_epoch, status)
   ${numbers('@sessions')} SELECT ${id('c0000000-0000', 'i')}, ${id('a0000000-0000', 'i')}, ${project('i')}, ${prose(3, 2)},
     ${iso(`${firstEpochMs} + i * ${sessionEveryMs}`)}, ${firstEpochMs} + i * ${sessionEveryMs},
     ${iso(`${firstEpochMs} + (i + 1) * ${sessionEveryMs} - 1`)}, ${firstEpochMs} + (i + 1) * ${sessionEveryMs} - 1, 'completed' FROM n`,

  `INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
   ${numbers(`@sessions * ${promptsPerSession}`)} SELECT ${session(promptsPerSession)}, ${id('c0000000-0000', session(promptsPerSession))},
     (i - 1) % ${promptsPerSession} + 1, ${prose(4, 2)}, ${iso(epochMs(promptsPerSession))}, ${epochMs(promptsPerSession)} FROM n`,

  `INSERT INTO observations (memory_session_id, project, type, title, subtitle, narrative, facts, concepts, files_read,
     files_modified, prompt_number, created_at, created_at_epoch, discovery_tokens, content_hash, generated_by_model)
   ${numbers(`@sessions * ${observationsPerSession}`)} SELECT ${memoryId(observationsPerSession)}, ${project(session(observationsPerSession))},
     CASE i % 4 WHEN 0 THEN 'bugfix' WHEN 1 THEN 'discovery' WHEN 2 THEN 'change' ELSE 'decision' END,
     ${title}, ${prose(5, 1)}, ${narrative}, json_array(${prose(6, 1)}, ${prose(7, 1)}, ${prose(8, 1)}), '["how-it-works","pattern"]',
     ${file('i * 31')}, ${file('i * 17')}, ${promptNumber}, ${iso(epochMs(observationsPerSession))}, ${epochMs(observationsPerSession)},
     900 + i * 37 % 9000, content_hash(${memoryId(observationsPerSession)}, ${title}, ${narrative}), 'claude-haiku-4-5' FROM n`,

  `INSERT INTO session_summaries (memory_session_id, project, request, investigated, learned, completed, next_steps, notes,
     files_read, files_edited, prompt_number, created_at, created_at_epoch, discovery_tokens)
   ${numbers(`@sessions * ${promptsPerSession}`)} SELECT ${memoryId(promptsPerSession)}, ${project(session(promptsPerSession))},
     ${prose(9, 1)}, ${prose(10, 4)}, ${prose(11, 4)}, ${prose(12, 4)}, ${prose(13, 1)}, ${prose(14, 1)},
     ${file('i * 13')}, ${file('i * 7')}, (i - 1) % ${promptsPerSession} + 1,
     ${iso(`${epochMs(promptsPerSession)} + 1`)}, ${epochMs(promptsPerSession)} + 1, 900 + i * 41 % 6000 FROM n`,
];

if (import.meta.main) {
  const [path, megabytes] = process.argv.slice(2);
  if (!path || !Number(megabytes)) throw new Error('usage: node test/support/large-database.ts FILE MEGABYTES');
  console.log(JSON.stringify(makeLargeDatabase(path, Number(megabytes) * 1_000_000)));
}
