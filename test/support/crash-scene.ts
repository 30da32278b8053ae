/** Two machines and their folder, prepared once and copied for each crash; what they hold, and what can still be reached. */
import { constants, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { readHead } from '../../core/engine/lock/heads.ts';
import { download } from '../../core/engine/snapshots/download.ts';
import { headsPrefix } from '../../core/model/bucket-keys.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { connectHome, createRemote, type CrashPlace, openMachine } from './crash-machine.ts';
import { withPrivateCopy } from './private-copy.ts';

export interface CrashScene {
  readonly folder: string;
  readonly remote: string;
  readonly laptop: CrashPlace;
  readonly board: CrashPlace;
}
export type MachineName = 'laptop' | 'board';

/** Makes a project and two connected machines without a memory, in a new folder. */
export async function emptyScene(): Promise<CrashScene> {
  const scene = sceneAt(await realpath(await mkdtemp(join(tmpdir(), 'membridge-crash-'))));
  await createRemote(scene.remote);
  for (const place of [scene.laptop, scene.board]) {
    mkdirSync(dirname(place.database), { recursive: true });
    await connectHome(place);
  }
  return scene;
}

/** The same scene in a new folder, nothing running in it. */
export async function copyScene(from: CrashScene): Promise<CrashScene> {
  const scene = sceneAt(await realpath(await mkdtemp(join(tmpdir(), 'membridge-crash-'))));
  cpSync(from.folder, scene.folder, { recursive: true, mode: constants.COPYFILE_FICLONE, preserveTimestamps: true });
  for (const place of [scene.laptop, scene.board]) {
    const settings = join(place.home, 'settings.json');
    writeFileSync(settings, readFileSync(settings, 'utf8').replaceAll(from.folder, scene.folder), { mode: 0o600 });
  }
  return scene;
}

export async function removeScene({ folder }: CrashScene): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function sceneAt(folder: string): CrashScene {
  const remote = join(folder, 'remote');
  const place = (label: MachineName): CrashPlace => ({
    label,
    remote,
    home: join(folder, label, 'membridge home'),
    database: join(folder, label, '.claude-mem', 'claude-mem.db'),
    environment: { PATH: '/usr/bin:/bin', HOME: join(folder, label) },
  });
  return { folder, remote, laptop: place('laptop'), board: place('board') };
}

/** Adds one observation per title (with its session and full text); makes the database if need be. */
export function addRows(path: string, titles: readonly string[], textChars = 80): void {
  try {
    createClaudeMemDatabase(path);
  } catch {
    // It is there.
  }
  const db = new Database(path);
  try {
    for (const title of titles) insertRow(db, title, textChars);
  } finally {
    db.close();
  }
}

export function insertRow(db: Database.Database, title: string, textChars: number): void {
  const time = '2026-11-01T10:00:00.000Z';
  const memory = `memory of ${title}`;
  db.prepare(
    `INSERT INTO sdk_sessions (content_session_id, memory_session_id, project, user_prompt, started_at, started_at_epoch)
     VALUES (?, ?, 'test', ?, ?, 0)`,
  ).run(`session of ${title}`, memory, title, time);
  db.prepare(
    `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch)
     VALUES (?, 'test', 'discovery', ?, ?, ?, 0)`,
  ).run(memory, title, noise(title, textChars), time);
}

/** Text that hardly compresses, the same for the same seed. */
function noise(seed: string, chars: number): string {
  let state = Buffer.from(seed).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const words: string[] = [];
  for (let length = 0; length < chars; length += 8) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words.push(state.toString(36).padStart(7, '0'));
  }
  return words.join(' ').slice(0, chars);
}

export function removeRows(path: string, titles: readonly string[]): void {
  const db = new Database(path);
  try {
    db.pragma('foreign_keys = ON');
    for (const title of titles) db.prepare('DELETE FROM sdk_sessions WHERE user_prompt = ?').run(title);
  } finally {
    db.close();
  }
}

/** The titles of all observations, sorted; null where there is no database. Looks at a copy. */
export async function titlesOf(path: string): Promise<string[] | null> {
  try {
    readFileSync(path, { flag: 'r' }).subarray(0, 1);
  } catch {
    return null;
  }
  return withPrivateCopy(path, titlesIn);
}

function titlesIn(db: Database.Database): string[] {
  return db.prepare('SELECT title FROM observations ORDER BY title').pluck().all() as string[];
}

/** Every content that a person can get at: both memories, all restore points, the image of every head. */
export async function reachable(scene: CrashScene): Promise<string[][]> {
  const contents: string[][] = [];
  for (const place of [scene.laptop, scene.board]) {
    const live = await titlesOf(place.database);
    if (live !== null) contents.push(live);
    const { machine, close } = await openMachine(place);
    try {
      for (const { id } of machine.state.restorePoints()) {
        const path = await machine.restorePoints.path(id);
        if (path !== null) contents.push((await titlesOf(path)) ?? []);
      }
      if (place.label === 'board') continue;
      for await (const { key } of machine.remote.list(headsPrefix)) {
        const head = /-/.test(key) ? await readHead(machine, key) : null;
        if (head === null) continue;
        const { image } = await download(machine, head, {});
        contents.push((await titlesOf(image)) ?? []);
        await machine.scratch.remove(image);
      }
    } finally {
      close();
    }
  }
  return contents;
}
