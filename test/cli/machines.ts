/**
 * Two machines that share a folder, made once per test file and copied for each test: `laptop` and `board` agree on
 * revision 1 of claude-mem's fixture. Commands run as their own processes.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { compose } from '../../core/host/compose.ts';
import { connect, openPlanned } from '../../core/host/compose/connect.ts';
import { planConnection } from '../../core/host/compose/connect-plan.ts';
import { homeFiles } from '../../core/host/compose/home-files.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools, type Tools } from '../../core/host/compose/tools.ts';
import { runSync } from '../../core/host/run-sync.ts';
import { fixtureDatabase } from '../support/fixtures.ts';
import { moveHome } from '../support/moved-home.ts';

export const passphrase = 'correct horse battery staple';
const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'main.ts');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document of --json. */
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface TestMachine {
  readonly home: string;
  readonly database: string;
  run(...args: string[]): Promise<Ran>;
}

export interface Machines {
  readonly root: string;
  readonly folder: string;
  readonly passphraseFile: string;
  readonly laptop: TestMachine;
  readonly board: TestMachine;
}

/** An environment that knows nothing of the person who runs the tests. */
export function environmentIn(root: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const person = join(root, 'person');
  const own = {
    HOME: person,
    USERPROFILE: person,
    CLAUDE_CONFIG_DIR: join(person, '.claude'),
    CLAUDE_MEM_DATA_DIR: join(person, '.claude-mem'),
  };
  const { PATH, NODE_OPTIONS, TMPDIR, SYSTEMROOT } = process.env;
  const kept = Object.entries({ PATH, NODE_OPTIONS, TMPDIR, SYSTEMROOT, ...realHomes() });
  // Halves the time of a command: types are stripped once for all processes of a test file.
  const cache = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
  return {
    ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)),
    LANG: 'C.UTF-8',
    ...cache,
    ...own,
    ...more,
  };
}

/** What the guard of a test run needs to know in the processes of the test too. */
function realHomes(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MEMBRIDGE_TEST_')));
}

/** Runs one command line in `root`. */
export function membridge(
  root: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: environmentIn(root, more),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code: code ?? -1,
        stdout,
        stderr,
        get json() {
          return JSON.parse(stdout);
        },
      });
    });
  });
}

let template: Promise<string> | null = null;
after(async () => {
  if (template !== null) await rm(await template, { recursive: true, force: true });
});

/** A fresh copy of the two machines for one test. */
export async function machines(t: TestContext): Promise<Machines> {
  template ??= makeTemplate();
  const from = await template;
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-cli-')));
  t.after(() => rm(root, { recursive: true, force: true }));
  await cp(from, root, { recursive: true });
  for (const name of ['laptop', 'board']) moveHome(join(root, name, 'home'), from, root);
  return describeMachines(root);
}

/** An empty folder with the passphrase file in it, for a test that connects by itself. */
export async function emptyPlace(t: TestContext): Promise<Machines> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-cli-')));
  t.after(() => rm(root, { recursive: true, force: true }));
  await layOut(root);
  return describeMachines(root);
}

function describeMachines(root: string): Machines {
  const machine = (name: string): TestMachine => {
    const home = join(root, name, 'home');
    return {
      home,
      database: join(root, name, 'memory', 'claude-mem.db'),
      run: (...args) => membridge(root, [...args, '--home', home]),
    };
  };
  return {
    root,
    folder: join(root, 'shared'),
    passphraseFile: join(root, 'passphrase'),
    laptop: machine('laptop'),
    board: machine('board'),
  };
}

async function layOut(root: string): Promise<void> {
  for (const name of ['person', 'laptop/memory', 'board/memory']) await mkdir(join(root, name), { recursive: true });
  await writeFile(join(root, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
}

async function makeTemplate(): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'membridge-cli-template-')));
  await layOut(root);
  const { laptop, board, folder } = describeMachines(root);
  await fixtureDatabase('base', laptop.database);
  for (const [label, { home, database }] of Object.entries({ laptop, board })) {
    const tools = toolsIn(root);
    const files = homeFiles(home, tools);
    const plan = await planConnection(
      { folder, source: database, label, mode: 'mirror', noEncryption: false, reconnect: false },
      files,
      tools,
    );
    if (plan.kind !== 'connect') throw new Error('a new home is connected already');
    await connect(plan, passphrase, await openPlanned(plan, passphrase), files, tools);
    const composed = await compose(home, 'change', tools);
    await runSync(composed, { intent: 'sync', dryRun: false }, { yes: false, ask: () => Promise.resolve(false) }, {});
    composed.close();
  }
  return root;
}

/** Real tools in a test's own environment, without the pauses that only a crowd needs. */
export function toolsIn(root: string): Tools {
  const tools = systemTools(systemSurroundings(environmentIn(root)));
  return { ...tools, clock: { ...tools.clock, sleep: () => Promise.resolve() } };
}

/** Adds a prompt to a claude-mem database, as another session of the person would. */
export function addPrompt(database: string, text: string): void {
  change(database, (db) => {
    const session = db.prepare('SELECT id, content_session_id FROM sdk_sessions ORDER BY id LIMIT 1').get() as {
      id: number;
      content_session_id: string;
    };
    db.prepare(
      "INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch) VALUES (?, ?, 900, ?, '2026-01-02T00:00:00.000Z', 1767312000000)",
    ).run(session.id, session.content_session_id, text);
  });
}

export function deleteObservations(database: string): void {
  change(database, (db) => db.prepare('DELETE FROM observations').run());
}

export function promptTexts(database: string): string[] {
  const db = new Database(database, { readonly: true });
  try {
    return db
      .prepare('SELECT prompt_text FROM user_prompts WHERE prompt_number = 900 ORDER BY prompt_text')
      .pluck()
      .all() as string[];
  } finally {
    db.close();
  }
}

function change(database: string, work: (db: Database.Database) => void): void {
  const db = new Database(database);
  try {
    work(db);
  } finally {
    db.close();
  }
}

/** Every file below `folder` with the checksum of its bytes: equal means byte for byte the same. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sums = await Promise.all(
    files.toSorted().map(
      async (path) =>
        [
          relative(folder, path),
          createHash('sha256')
            .update(await readFile(path))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(sums);
}

/** All text that a home keeps in its log. */
export async function logOf({ home }: TestMachine): Promise<string> {
  const names = await readdir(join(home, 'logs')).catch(() => []);
  return (await Promise.all(names.map((name) => readFile(join(home, 'logs', name), 'utf8')))).join('');
}
