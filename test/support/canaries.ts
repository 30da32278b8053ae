/** A claude-mem database full of words that exist nowhere else, to be looked for where they must not be. */
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';

const cyrillic = 'абвгґдежзиіїклмнопрстуфхцчшщьюяє';

/** A word of about 100 random bits, in Latin letters and digits or in Cyrillic ones. */
export function canary(alphabet: 'latin' | 'cyrillic' = 'latin'): string {
  if (alphabet === 'latin') return `q${randomBytes(12).toString('hex')}`;
  return [...randomBytes(20)].map((byte) => cyrillic[byte % cyrillic.length]).join('');
}

const sessions = 20;

/** Makes the database and returns its 200 canaries: ten in each session, in every place where a person's words can stand. */
export function createCanaryDatabase(path: string): string[] {
  createClaudeMemDatabase(path);
  const db = new Database(path);
  const all: string[] = [];
  const next = (): string => {
    const word = canary(all.length % 2 === 0 ? 'latin' : 'cyrillic');
    all.push(word);
    return word;
  };
  for (let index = 0; index < sessions; index++) addSession(db, index, next);
  db.close();
  return all;
}

function addSession(db: Database.Database, index: number, next: () => string): void {
  const time = '2026-11-01T10:00:00.000Z';
  const epoch = 1_793_527_200_000 + index * 60_000;
  const [content, memory] = [`content-${index}`, `memory-${index}`];
  const project = next();
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, user_prompt, custom_title, started_at, started_at_epoch)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(content, memory, project, `please look at ${next()} again`, `title ${next()}`, time, epoch);
  db.prepare(
    `INSERT INTO observations (memory_session_id, project, type, title, narrative, facts, files_read, created_at, created_at_epoch)
     VALUES (?, ?, 'discovery', ?, ?, ?, ?, ?, ?)`,
  ).run(
    memory,
    project,
    next(),
    `It was ${next()}, in the end.`,
    JSON.stringify([next()]),
    JSON.stringify([`/home/olena/${next()}/main.ts`]),
    time,
    epoch,
  );
  db.prepare(
    `INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
     VALUES (?, ?, 1, ?, ?, ?)`,
  ).run(lastInsertRowid, content, `why does ${next()} fail?`, time, epoch);
  db.prepare(
    `INSERT INTO session_summaries (memory_session_id, project, request, learned, created_at, created_at_epoch)
     VALUES (?, ?, ?, 'nothing new', ?, ?)`,
  ).run(memory, project, `wanted ${next()}`, time, epoch);
  db.prepare(
    `INSERT INTO tool_uses (tool_use_id, content_session_id, memory_session_id, session_db_id, project, tool_name, tool_input, created_at, created_at_epoch)
     VALUES (?, ?, ?, ?, ?, 'Bash', ?, ?, ?)`,
  ).run(
    `tool-${index}`,
    content,
    memory,
    lastInsertRowid,
    project,
    JSON.stringify({ command: `cat ${next()}` }),
    time,
    epoch,
  );
}
