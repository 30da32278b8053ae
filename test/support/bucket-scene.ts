/** Two machines and their folder, made by the real program, put back to the same state for each attack. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Database from 'better-sqlite3';
import { run } from '../../core/cli/run.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools, type Tools } from '../../core/host/compose/tools.ts';
import { projectIdOf } from '../../core/model/ids.ts';
import { sha256Of } from './folder-bytes.ts';

/** One machine of a person: everything of it lies below one folder. */
export interface ScenePlace {
  readonly label: 'laptop' | 'board';
  readonly own: string;
  readonly home: string;
  readonly database: string;
}

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const scenePassphrase = 'кінь 2 батарейка';
const project = 'mem';

/** All of a scene below `folder`; the person's folder has a space and Cyrillic letters in its name. */
export interface BucketScene {
  readonly folder: string;
  readonly bucket: string;
  /** The project's own folder in the bucket. */
  readonly root: string;
  readonly passphraseFile: string;
  readonly laptop: ScenePlace;
  readonly board: ScenePlace;
}

export function bucketScene(folder: string): BucketScene {
  const bucket = join(folder, 'спільна папка');
  const place = (label: ScenePlace['label']): ScenePlace => ({
    label,
    own: join(folder, label),
    home: join(folder, label, 'home'),
    database: join(folder, label, 'memory', 'notes.db'),
  });
  mkdirSync(folder, { recursive: true });
  const passphraseFile = join(folder, 'passphrase.txt');
  writeFileSync(passphraseFile, `${scenePassphrase}\n`);
  for (const label of ['laptop', 'board']) mkdirSync(join(folder, label, 'memory'), { recursive: true });
  return {
    folder,
    bucket,
    root: join(bucket, 'membridge', projectIdOf(project)),
    passphraseFile,
    laptop: place('laptop'),
    board: place('board'),
  };
}

/** One command line, as a person types it, in this process: hundreds of them take seconds. */
export async function membridge(place: ScenePlace, ...argv: readonly string[]): Promise<Said> {
  const [stdout, stderr] = [keeping(), keeping()];
  const at = systemSurroundings({ HOME: place.own, MEMBRIDGE_HOME: place.home, PATH: '/usr/bin:/bin', LANG: 'C' });
  const tools: Tools = { ...systemTools({ ...at, folder: place.own, home: place.own }) };
  const stdin = { isTTY: false } as NodeJS.ReadStream;
  const streams = { stdin, stdout: stdout.stream, stderr: stderr.stream };
  const exitCode = await run({ argv, tools, streams, signal: new AbortController().signal });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

const entry = join(import.meta.dirname, '..', '..', 'core', 'cli', 'membridge.mjs');
/** Half of a short command's time is compiling our own sources. */
const compileCache = join(tmpdir(), 'node-compile-cache');

/** The same in a process of its own, as a person runs it. `more` is added to its environment. */
export async function membridgeProcess(
  place: ScenePlace,
  argv: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Said> {
  const child = spawn(process.execPath, [entry, ...argv], {
    cwd: place.own,
    // Nobody listens on that port: the worker of whoever runs these tests is not even spoken to.
    env: {
      ...process.env,
      HOME: place.own,
      MEMBRIDGE_HOME: place.home,
      CLAUDE_MEM_WORKER_PORT: '1',
      LANG: 'C',
      NODE_COMPILE_CACHE: compileCache,
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    }),
  ]);
  return { exitCode, stdout, stderr };
}

function keeping(): { stream: NodeJS.WriteStream; text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => chunks.join('') };
}

/** The command line that connects a machine of the scene. */
export function initLine(scene: BucketScene, place: ScenePlace): string[] {
  return [
    'init',
    '--mode',
    'mirror',
    '--folder',
    scene.bucket,
    '--source',
    place.database,
    '--label',
    place.label,
    '--passphrase-file',
    scene.passphraseFile,
    '--yes',
  ];
}

/** Adds notes to a machine's database, made if need be with enough in it for two parts. */
export function addNotes(place: ScenePlace, ...notes: readonly string[]): void {
  const isNew = !existsSync(place.database);
  const db = new Database(place.database);
  db.exec('CREATE TABLE IF NOT EXISTS notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
  // Behind the notes, so that the second part of every image is the same.
  if (isNew)
    db.exec(
      'CREATE TABLE bulk(text); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 560) INSERT INTO bulk SELECT hex(zeroblob(2000)) || i FROM n',
    );
  for (const note of notes) db.prepare('INSERT INTO notes(text) VALUES (?)').run(note);
  db.close();
}

export function notesOf(place: ScenePlace): string[] {
  const db = new Database(place.database, { readonly: true });
  const notes = db.prepare('SELECT text FROM notes ORDER BY text').pluck().all() as string[];
  db.close();
  return notes;
}

/** Key and sha256 of every file below a folder; '' where there is none. Links and pipes by their kind. */
export function filesBelow(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const found = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((each) => !each.isDirectory());
  const entries = found.map((each): [string, string] => {
    const path = join(each.parentPath, each.name);
    return [path.slice(folder.length + 1), each.isFile() ? sha256Of(path) : 'no plain file'];
  });
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names that are new, gone or different. */
export function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .sort();
}

/** A copy of a folder's content, to be put back any number of times. */
export function keepCopyOf(folder: string): { putBack(): void; readonly path: string } {
  const path = join(dirname(folder), `${basename(folder)}.kept-${keptCount++}`);
  cpSync(folder, path, { recursive: true, preserveTimestamps: true });
  return {
    path,
    putBack() {
      rmSync(folder, { recursive: true, force: true });
      cpSync(path, folder, { recursive: true, preserveTimestamps: true });
    },
  };
}
let keptCount = 0;
