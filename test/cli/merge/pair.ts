/** Two machines in merge mode that share a folder and one memory, made once per test file and copied for each test. */
import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import { compose } from '../../../core/host/compose.ts';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { moveHome } from '../../support/moved-home.ts';
import { membridge, toolsIn, type Ran, type TestMachine } from '../machines.ts';

export interface Pair {
  readonly root: string;
  readonly folder: string;
  readonly laptop: TestMachine;
  readonly board: TestMachine;
}

/** What `init` is given for a machine that joins the pair. */
export function initArgs(folder: string, label: string, database: string): string[] {
  return ['init', '--folder', folder, '--source', database, '--label', label, '--no-encryption'];
}

let template: Promise<string> | null = null;
after(async () => {
  if (template !== null) await rm(await template, { recursive: true, force: true });
});

/** Both hold the `base` fixture and have synced. */
export async function pair(t: TestContext): Promise<Pair> {
  template ??= makeTemplate();
  const from = await template;
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-merge-')));
  t.after(() => rm(root, { recursive: true, force: true }));
  await cp(from, root, { recursive: true });
  for (const name of ['laptop', 'board']) {
    const home = join(root, name, 'home');
    moveHome(home, from, root);
    await knowFile(home, root);
  }
  return described(root);
}

/** The copied memory is the one this machine knows: a moved file with rows missing would be asked about. */
async function knowFile(home: string, root: string): Promise<void> {
  const { merge, close } = await compose(home, 'change', toolsIn(root));
  const reading = await merge?.records.open();
  if (reading !== undefined) merge?.store.setGeneration(reading.generation);
  reading?.close();
  close();
}

function described(root: string): Pair {
  const machine = (name: string): TestMachine => {
    const home = join(root, name, 'home');
    const database = join(root, name, 'memory', 'claude-mem.db');
    return { home, database, run: (...args) => membridge(root, [...args, '--home', home]) };
  };
  return { root, folder: join(root, 'shared'), laptop: machine('laptop'), board: machine('board') };
}

async function makeTemplate(): Promise<string> {
  const kept = await realpath(await mkdtemp(join(tmpdir(), 'membridge-merge-template-')));
  const { laptop, board, folder } = described(kept);
  for (const [label, machine] of Object.entries({ laptop, board })) {
    await mkdir(join(kept, label, 'memory'), { recursive: true });
    await mkdir(join(kept, 'person'), { recursive: true });
    await fixtureDatabase('base', machine.database);
    await succeed(machine, ...initArgs(folder, label, machine.database));
    await succeed(machine, 'sync');
  }
  await succeed(laptop, 'sync');
  return kept;
}

/** A command that must do its work; its JSON document. */
export async function succeed(machine: TestMachine, ...args: string[]): Promise<Ran['json']> {
  const ran = await machine.run(...args, '--json');
  assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.stdout} ${ran.stderr}`);
  return ran.json;
}

/** A command that must end so; its JSON document. */
export async function ends(machine: TestMachine, exit: number, code: string, ...args: string[]): Promise<Ran['json']> {
  const ran = await machine.run(...args, '--json');
  assert.deepEqual([ran.code, ran.json['error']?.code], [exit, code], `${args.join(' ')}: ${ran.stdout} ${ran.stderr}`);
  return ran.json;
}

/** Works on a database as another program does. */
export function change<T>({ database }: Pick<TestMachine, 'database'>, work: (db: Database.Database) => T): T {
  const db = new Database(database);
  try {
    db.pragma('foreign_keys = ON');
    return work(db);
  } finally {
    db.close();
  }
}

/** Adds an observation to the first session, with a hash of its own as claude-mem would give it. */
export function addObservation(machine: Pick<TestMachine, 'database'>, title: string): void {
  change(machine, (db) => {
    const session = db
      .prepare('SELECT memory_session_id AS id, project FROM sdk_sessions ORDER BY id LIMIT 1')
      .get() as {
      id: string;
      project: string;
    };
    db.prepare(
      `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch, content_hash)
       VALUES (?, ?, 'discovery', ?, 'told in a test', '2026-02-03T00:00:00.000Z', 1770076800000, ?)`,
    ).run(session.id, session.project, title, Buffer.from(title).toString('hex').padEnd(16, '0').slice(0, 16));
  });
}

/** Titles of observations that begin so, sorted. */
export function titles(machine: Pick<TestMachine, 'database'>, start: string): string[] {
  return change(machine, (db) =>
    db.prepare('SELECT title FROM observations WHERE title LIKE ? ORDER BY title').pluck().all(`${start}%`).map(String),
  );
}

/** Sets a column of the observation with this id. */
export function edit(
  machine: TestMachine,
  id: number,
  column: 'title' | 'subtitle' | 'narrative',
  value: string,
): void {
  change(machine, (db) => db.prepare(`UPDATE observations SET ${column} = ? WHERE id = ?`).run(value, id));
}

export function cell(machine: TestMachine, id: number, column: string): unknown {
  return change(machine, (db) => db.prepare(`SELECT ${column} FROM observations WHERE id = ?`).pluck().get(id));
}

export function remove(machine: TestMachine, where: string): void {
  change(machine, (db) => db.prepare(`DELETE FROM observations WHERE ${where}`).run());
}

/** Whole, with full-text search (rank too) and foreign keys in order. */
export function assertSound(machine: TestMachine): void {
  change(machine, (db) => {
    assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
    assert.deepEqual(db.pragma('foreign_key_check'), []);
    for (const table of ['observations', 'session_summaries', 'user_prompts'])
      db.prepare(`INSERT INTO ${table}_fts(${table}_fts, rank) VALUES ('integrity-check', 1)`).run();
  });
}

/** A third machine that is not connected; nothing is at its memory's place. */
export async function third(root: string): Promise<TestMachine> {
  const home = join(root, 'third', 'home');
  await mkdir(join(root, 'third', 'memory'), { recursive: true });
  const database = join(root, 'third', 'memory', 'claude-mem.db');
  return { home, database, run: (...args) => membridge(root, [...args, '--home', home]) };
}

/** One title written on both machines, the board's later; both know it. */
export async function disputed(t: TestContext): Promise<Pair & { readonly id: string }> {
  const machines = await pair(t);
  const { laptop, board } = machines;
  edit(laptop, 5, 'title', 'what the laptop says');
  await succeed(laptop, 'sync');
  edit(board, 5, 'title', 'what the board says');
  const report = await succeed(board, 'sync');
  assert.equal(report['conflicts'], 1);
  await succeed(laptop, 'sync');
  const { conflicts } = await succeed(board, 'conflicts');
  assert.deepEqual([conflicts[0].kind, conflicts[0].columns, conflicts[0].deleted], ['observation', ['title'], false]);
  assert.deepEqual([conflicts[0].winner, conflicts[0].loser], ['board', 'laptop']);
  return { ...machines, id: String(conflicts[0].id) };
}
