import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import type { Draws } from './draws.ts';
import type { Expectations } from './expectations.ts';
import { cached, isOlder, rowAt, shownRows, type ShownRow } from './tables.ts';

/** The memory tool of one machine, and a person at it. */
export interface Worker {
  readonly machine: string;
  readonly db: Database.Database;
  /** Rows that a whole sync has seen: their deletion has to be told. */
  settled: ReadonlySet<string>;
  /** Rows that a person deleted here, whole. */
  readonly bin: Record<string, unknown>[];
  readonly now: () => number;
}

/** Numbers and names that all machines share. */
export interface Scene {
  readonly draws: Draws;
  readonly expected: Expectations;
  /** Never the same twice. */
  fresh(): number;
  /** Rows that several machines got by themselves: the same as long as nobody has changed what they say. */
  readonly shared: Set<string>;
  /** Of these, the ones that their machines name differently. */
  readonly twoNames: Set<string>;
}

interface Session {
  readonly id: number;
  readonly content: string;
  readonly memory: string | null;
  readonly project: string;
}

const projects = ['apple', 'berry', 'cedar'];

export function addSession(scene: Scene, worker: Worker): string {
  const { draws } = scene;
  const content = `c${scene.fresh()}`;
  const memory = draws.chance(0.7) ? `m${scene.fresh()}` : null;
  return insertSession(scene, worker, { content, memory, project: draws.pick(projects) ?? '' }, worker.now());
}

function insertSession(
  { draws, expected }: Scene,
  worker: Worker,
  { content, memory, project }: Omit<Session, 'id'>,
  at: number,
): string {
  const platform = draws.chance(0.8) ? 'claude' : 'codex';
  cached(
    worker.db,
    `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, platform_source, started_at, started_at_epoch, status)
      VALUES (?, ?, ?, ?, ?, ?, 'active')`,
  ).run(content, memory, project, platform, new Date(at).toISOString(), at);
  const row = `sdk_sessions ${memory?.startsWith('manual-') === true ? memory : content}`;
  expected.inserted(worker.machine, row);
  expected.wrote({ machine: worker.machine, row, column: 'project', value: project, over: null });
  return `session ${content} ${memory}`;
}

/** The tool gives a session its memory id when the assistant first answers. */
export function giveMemory(scene: Scene, worker: Worker): string {
  const session = scene.draws.pick(sessionsOf(worker).filter(({ memory }) => memory === null));
  if (session === undefined) return 'nothing';
  const memory = `m${scene.fresh()}`;
  cached(worker.db, 'UPDATE sdk_sessions SET memory_session_id = ? WHERE id = ?').run(memory, session.id);
  return `memory ${memory} for ${session.content}`;
}

/** Resumed work: the tool overwrites a memory id, and every child follows. */
export function rewriteMemory(scene: Scene, worker: Worker): string {
  const session = scene.draws.pick(
    sessionsOf(worker).filter(({ memory }) => memory?.startsWith('m') === true && !memory.startsWith('manual-')),
  );
  if (session === undefined) return 'nothing';
  const memory = `m${scene.fresh()}`;
  cached(worker.db, 'UPDATE sdk_sessions SET memory_session_id = ? WHERE id = ?').run(memory, session.id);
  return `memory ${session.memory} becomes ${memory}`;
}

export function rewritePlatform(scene: Scene, worker: Worker): string {
  // A session that two machines have and one has not been looked at is known for one by its platform and content.
  const isOne = (content: string) => {
    const name = `sdk_sessions ${content}`;
    return scene.shared.has(name) && !worker.settled.has(name);
  };
  const session = scene.draws.pick(
    sessionsOf(worker).filter(({ content }) => !content.includes('#') && !isOne(content)),
  );
  if (session === undefined) return 'nothing';
  const platform = scene.draws.chance(0.5) ? 'codex' : 'cursor';
  cached(worker.db, 'UPDATE sdk_sessions SET platform_source = ? WHERE id = ?').run(platform, session.id);
  return `platform of ${session.content} becomes ${platform}`;
}

export function endSession({ draws }: Scene, worker: Worker): string {
  const session = draws.pick(sessionsOf(worker));
  if (session === undefined) return 'nothing';
  const at = worker.now();
  cached(
    worker.db,
    "UPDATE sdk_sessions SET status = 'completed', completed_at = ?, completed_at_epoch = ? WHERE id = ? AND status = 'active'",
  ).run(new Date(at).toISOString(), at, session.id);
  return `end ${session.content}`;
}

/** The session of memories saved by hand: the same on every machine. */
function manualSession(scene: Scene, worker: Worker, project: string): Session {
  const memory = `manual-${project}-claude`;
  const find = () => sessionsOf(worker).find((session) => session.memory === memory);
  if (find() === undefined) {
    insertSession(scene, worker, { content: `manual-content-${project}`, memory, project }, worker.now());
  }
  const made = find();
  if (made === undefined) throw new Error('a manual session is not there after it was made');
  return made;
}

export function saveByHand(scene: Scene, worker: Worker): string {
  const session = manualSession(scene, worker, scene.draws.pick(projects) ?? '');
  return insertObservation(scene, worker, session, `n${scene.fresh()}`, worker.now());
}

/** One memory, saved on two machines at the same moment. */
export function saveOnBoth(scene: Scene, one: Worker, other: Worker): string {
  const project = scene.draws.pick(projects) ?? '';
  const [token, at] = [`n${scene.fresh()}`, one.now()];
  const title = `v${scene.fresh()}`;
  scene.shared.add(`observations ${token}`);
  const hash = scene.draws.weighted(hashes);
  const differs = scene.draws.chance(0.2);
  // An import left the hash out on one of them: the row has two names, and a tombstone of one is not one of the other.
  if (differs) {
    scene.expected.hasTwoNames(`observations ${token}`);
    scene.twoNames.add(`observations ${token}`);
  }
  for (const worker of [one, other]) {
    const own = differs && worker === other ? (hash === 'real' ? 'none' : 'real') : hash;
    insertObservation(scene, worker, manualSession(scene, worker, project), token, at, title, own);
  }
  return `${token} on ${one.machine} and ${other.machine}`;
}

export function addChild(scene: Scene, worker: Worker): string {
  const session = scene.draws.pick(sessionsOf(worker));
  if (session === undefined) return addSession(scene, worker);
  const at = worker.now();
  const what = scene.draws.weighted({ observation: 6, summary: 2, prompt: 3 });
  if (what === 'prompt' || session.memory === null) return insertPrompt(scene, worker, session, at);
  if (what === 'summary') return insertSummary(scene, worker, session, at);
  return insertObservation(scene, worker, session, `n${scene.fresh()}`, at);
}

/** What content_hash holds; old migrations filled it with random digits, imports leave it out. */
const hashes = { real: 8, none: 1, random: 1 };

function insertObservation(
  scene: Scene,
  worker: Worker,
  { memory, project }: Session,
  token: string,
  at: number,
  title = `v${scene.fresh()}`,
  hash: keyof typeof hashes = scene.draws.weighted(hashes),
): string {
  const { expected } = scene;
  const real = createHash('sha256').update(`${memory}\0${title}\0${token}`).digest('hex').slice(0, 16);
  const random = `${scene.fresh()}`.padStart(16, 'F');
  cached(
    worker.db,
    `INSERT INTO observations (memory_session_id, project, type, title, narrative, content_hash, created_at, created_at_epoch)
      VALUES (?, ?, 'discovery', ?, ?, ?, ?, ?)`,
  ).run(
    memory,
    project,
    title,
    token,
    hash === 'real' ? real : hash === 'none' ? null : random,
    new Date(at).toISOString(),
    at,
  );
  const row = `observations ${token}`;
  expected.inserted(worker.machine, row);
  expected.wrote({ machine: worker.machine, row, column: 'title', value: title, over: null });
  return `observation ${token} '${title}' of ${memory}`;
}

function insertSummary(scene: Scene, worker: Worker, { memory, project }: Session, at: number): string {
  const token = `s${scene.fresh()}`;
  cached(
    worker.db,
    'INSERT INTO session_summaries (memory_session_id, project, request, notes, created_at, created_at_epoch) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(memory, project, token, 'none', new Date(at).toISOString(), at);
  scene.expected.inserted(worker.machine, `session_summaries ${token}`);
  return `summary ${token} of ${memory}`;
}

function insertPrompt(scene: Scene, worker: Worker, { id, content }: Session, at: number): string {
  const token = `p${scene.fresh()}`;
  cached(
    worker.db,
    'INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch) VALUES (?, ?, 1, ?, ?, ?)',
  ).run(id, content, token, new Date(at).toISOString(), at);
  scene.expected.inserted(worker.machine, `user_prompts ${token}`);
  return `prompt ${token} of ${content}`;
}

/** What the assistant asked a tool, and heard. */
export function addToolUse(scene: Scene, worker: Worker): string {
  const session = scene.draws.pick(sessionsOf(worker).filter(({ content }) => !content.includes('#')));
  if (session === undefined || isOlder(worker.db)) return 'nothing';
  const token = `t${scene.fresh()}`;
  const at = worker.now();
  const platform = cached(worker.db, 'SELECT platform_source FROM sdk_sessions WHERE id = ?').pluck().get(session.id);
  cached(
    worker.db,
    `INSERT INTO tool_uses (tool_use_id, content_session_id, memory_session_id, session_db_id, project, platform_source,
      tool_name, created_at, created_at_epoch) VALUES (?, ?, ?, ?, ?, ?, 'Read', ?, ?)`,
  ).run(token, session.content, session.memory, session.id, session.project, platform, new Date(at).toISOString(), at);
  scene.expected.inserted(worker.machine, `tool_uses ${token}`);
  return `tool use ${token} of ${session.content}`;
}

/** A person, or the tool for them, changes one column of one row. */
export function edit(scene: Scene, worker: Worker, wanted: string | null = null): string {
  const rows = shownRows(worker.db).filter(
    ({ columns, token }) => Object.keys(columns).length > 0 && (wanted === null || token === wanted),
  );
  const row = scene.draws.pick(rows);
  const name = row === undefined ? '' : nameOf(row);
  // A row of two names is known for one by what it says; nobody can tell once it says something else.
  const isText = scene.twoNames.has(name) || (scene.shared.has(name) && !worker.settled.has(name));
  const columns = Object.keys(row?.columns ?? {}).filter(
    (each) => !isText || !['title', 'subtitle', 'notes'].includes(each),
  );
  const column = scene.draws.pick(columns);
  if (row === undefined || column === undefined) return 'nothing';
  const value = `v${scene.fresh()}`;
  cached(worker.db, `UPDATE ${row.table} SET ${column} = ? WHERE rowid = ?`).run(value, row.rowid);
  const over = row.columns[column] ?? null;
  scene.expected.wrote({ machine: worker.machine, row: nameOf(row), column, value, over });
  return `${nameOf(row)} ${column} '${over}' becomes '${value}'`;
}

export function deleteRow(scene: Scene, worker: Worker): string {
  const row = scene.draws.pick(shownRows(worker.db).filter(({ table }) => table !== 'sdk_sessions'));
  if (row === undefined) return 'nothing';
  noteDeleted(scene, worker, [row]);
  if (row.table === 'observations') {
    worker.bin.push(
      cached(worker.db, 'SELECT * FROM observations WHERE id = ?').get(row.rowid) as Record<string, unknown>,
    );
  }
  cached(worker.db, `DELETE FROM ${row.table} WHERE rowid = ?`).run(row.rowid);
  return `delete ${nameOf(row)} (row ${row.rowid})`;
}

/** A person brings back what they deleted, by another program. */
export function insertAgain({ draws, expected }: Scene, worker: Worker): string {
  const [row] = worker.bin.splice(draws.below(worker.bin.length), 1);
  const isThere = (memory: unknown) =>
    cached(worker.db, 'SELECT 1 FROM sdk_sessions WHERE memory_session_id = ?').get(memory) !== undefined;
  const token = String(row?.['narrative']);
  if (
    row === undefined ||
    !isThere(row['memory_session_id']) ||
    shownRows(worker.db).some((each) => each.token === token)
  )
    return 'nothing';
  const columns = Object.keys(row).filter((column) => column !== 'id');
  cached(
    worker.db,
    `INSERT INTO observations (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  ).run(...columns.map((column) => row[column]));
  expected.inserted(worker.machine, `observations ${token}`);
  return `observations ${token} again`;
}

/** The session's children go with it. */
export function deleteSession(scene: Scene, worker: Worker): string {
  const session = scene.draws.pick(sessionsOf(worker));
  if (session === undefined) return 'nothing';
  const before = shownRows(worker.db);
  const here = rowAt(worker.db, 'sdk_sessions', session.id);
  cached(worker.db, 'DELETE FROM sdk_sessions WHERE id = ?').run(session.id);
  const left = new Set(shownRows(worker.db).map(({ table, rowid }) => `${table} ${rowid}`));
  noteDeleted(
    scene,
    worker,
    before.filter(({ table, rowid }) => !left.has(`${table} ${rowid}`)),
  );
  return `delete session ${here?.token} with ${before.length - left.size - 1} children`;
}

function noteDeleted({ expected }: Scene, { machine, settled }: Worker, rows: readonly ShownRow[]): void {
  for (const row of rows) expected.deleted(machine, nameOf(row), row.columns, settled.has(nameOf(row)));
}

export function nameOf({ table, token }: Pick<ShownRow, 'table' | 'token'>): string {
  return `${table} ${token}`;
}

function sessionsOf({ db }: Worker): Session[] {
  return cached(
    db,
    'SELECT id, content_session_id AS content, memory_session_id AS memory, project FROM sdk_sessions ORDER BY id',
  ).all() as Session[];
}
