/** Writes one told session as rows of a claude-mem database: session, prompts, observations, summary. */
import type Database from 'better-sqlite3';
import { contentHash } from './content-hash.ts';
import type { Draw } from './seeded.ts';
import type { Story, StoryObservation } from './story-form.ts';

export interface DemoSessionInput {
  readonly contentSessionId: string;
  readonly memorySessionId: string;
  readonly project: string;
  readonly startEpochMs: number;
  readonly draw: Draw;
  readonly story: Story;
}

export interface DemoSessionRows {
  readonly contentSessionId: string;
  readonly memorySessionId: string;
  readonly titles: readonly string[];
  readonly prompts: number;
  readonly endEpochMs: number;
}

/** The model that claude-mem names in the rows it makes. */
const model = 'claude-haiku-4-5';

/** Inserts the rows in the order of their times; full text follows by claude-mem's triggers. */
export function demoRows(db: Database.Database, input: DemoSessionInput): DemoSessionRows {
  const { draw, story } = input;
  let nowMs = input.startEpochMs;
  const later = (low: number, high: number) => (nowMs += draw.int(low * 1000, high * 1000));
  const sessionDbId = insertSession(db, input);
  const perPrompt = Math.ceil(story.observations.length / story.prompts.length);
  for (const [index, text] of story.prompts.entries()) {
    insertPrompt(db, input, sessionDbId, index + 1, text, index === 0 ? nowMs : later(60, 400));
    for (const told of story.observations.slice(index * perPrompt, (index + 1) * perPrompt)) {
      insertObservation(db, input, index + 1, told, later(40, 300));
    }
  }
  insertSummary(db, input, later(20, 90));
  const endEpochMs = later(5, 60);
  db.prepare(`UPDATE sdk_sessions SET status = 'completed', completed_at = ?, completed_at_epoch = ? WHERE id = ?`).run(
    iso(endEpochMs),
    endEpochMs,
    sessionDbId,
  );
  return {
    contentSessionId: input.contentSessionId,
    memorySessionId: input.memorySessionId,
    titles: story.observations.map((told) => told.title),
    prompts: story.prompts.length,
    endEpochMs,
  };
}

function insertSession(db: Database.Database, input: DemoSessionInput): number {
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, user_prompt, started_at, started_at_epoch)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(
      input.contentSessionId,
      input.memorySessionId,
      input.project,
      input.story.prompts[0],
      iso(input.startEpochMs),
      input.startEpochMs,
    );
  return Number(lastInsertRowid);
}

function insertPrompt(
  db: Database.Database,
  input: DemoSessionInput,
  sessionDbId: number,
  number: number,
  text: string,
  atMs: number,
): void {
  db.prepare(
    `INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(sessionDbId, input.contentSessionId, number, text, iso(atMs), atMs);
}

function insertObservation(
  db: Database.Database,
  input: DemoSessionInput,
  prompt: number,
  told: StoryObservation,
  atMs: number,
): void {
  db.prepare(
    `INSERT INTO observations (memory_session_id, project, type, title, subtitle, narrative, facts, concepts, files_read,
       files_modified, prompt_number, created_at, created_at_epoch, discovery_tokens, content_hash, generated_by_model)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    input.memorySessionId,
    input.project,
    told.type,
    told.title,
    told.subtitle,
    told.narrative,
    JSON.stringify(told.facts),
    JSON.stringify(told.concepts),
    JSON.stringify(told.read),
    JSON.stringify(told.modified),
    prompt,
    iso(atMs),
    atMs,
    input.draw.int(900, 12_000),
    contentHash(input.memorySessionId, told.title, told.narrative),
    model,
  );
}

function insertSummary(db: Database.Database, input: DemoSessionInput, atMs: number): void {
  const { summary, observations, prompts } = input.story;
  const read = [...new Set(observations.flatMap((told) => told.read))];
  const edited = [...new Set(observations.flatMap((told) => told.modified))];
  db.prepare(
    `INSERT INTO session_summaries (memory_session_id, project, request, investigated, learned, completed, next_steps,
       files_read, files_edited, prompt_number, created_at, created_at_epoch, discovery_tokens)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    input.memorySessionId,
    input.project,
    summary.request,
    summary.investigated,
    summary.learned,
    summary.completed,
    summary.nextSteps,
    JSON.stringify(read),
    JSON.stringify(edited),
    prompts.length,
    iso(atMs),
    atMs,
    input.draw.int(900, 6_000),
  );
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
