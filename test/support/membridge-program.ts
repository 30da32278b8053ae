/** The real program as a child process, as a person runs it: `start` and `run` for one installation (home, memory, folder). */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'membridge.mjs');
/** Half of a short command's time is reading our own sources; the runner tolerates this name. */
const compileCache = join(tmpdir(), 'node-compile-cache');
export const passphrase = 'пʼять слів — й одне more';

/** One installation of Membridge: where its home, its memory and the shared folder are. */
export interface Installation {
  readonly label: string;
  readonly home: string;
  readonly database: string;
  readonly remote: string;
  /** Added to the environment of the tests, which has a HOME of its own and no claude-mem. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** A command line that runs the program: `['faketime', '+2d']`. */
  readonly under?: readonly string[];
  /** Another launcher than the checkout's. */
  readonly launcher?: string;
}

/** What a run of the program with --json ended with. */
export interface Ran {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The JSON document; empty when it printed none. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: Fault | null;
  readonly stderr: string;
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Starts a command with --json. */
export function start(at: Installation, args: readonly string[], options: RunOptions = {}): Running {
  const [command, ...rest] = [...(options.under ?? []), process.execPath, options.launcher ?? program];
  const child = spawn(command, [...rest, '--json', '--home', at.home, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...at.environment, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal, stderr, ...documentOf(stdout) });
    });
  });
  return { child, ended };
}

export async function run(at: Installation, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return start(at, args, options).ended;
}

/** Runs a command that must do its work. */
export async function succeed(
  at: Installation,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ran['data']> {
  const ran = await run(at, args, options);
  assert.equal(ran.exitCode, 0, `${args.join(' ')}: ${JSON.stringify(ran.error)} ${ran.stderr}`);
  return ran.data;
}

export type Sealing = 'sealed' | 'plain';

/** What `init` is given for an installation; sealed needs a scrypt, which takes a third of a second. */
export function initArgs(at: Installation, sealing: Sealing): string[] {
  const file = join(dirname(at.remote), 'passphrase');
  mkdirSync(dirname(file), { recursive: true });
  if (sealing === 'sealed') writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
  const secret = sealing === 'sealed' ? ['--passphrase-file', file] : ['--no-encryption'];
  const where = ['--folder', at.remote, '--mode', 'mirror'];
  return ['init', ...where, '--source', at.database, '--label', at.label, ...secret];
}

/** The exit codes of cli.md by the fault's code are the program's business; a test says both. */
export interface Expected {
  readonly code: string;
  readonly exit: number;
  /** What the sentence must name: a path, a number, a label. */
  readonly names?: readonly (string | RegExp)[];
}

/** The run ended with this fault, told in one sentence that names what it is about, with a next action. */
export function assertRefused(ran: Ran, { code, exit, names = [] }: Expected): void {
  const { error, exitCode, data, stderr } = ran;
  assert.deepEqual({ code: error?.code, exit: exitCode }, { code, exit }, `${JSON.stringify(data)} ${stderr}`);
  assert.ok(error !== null);
  if (process.env['MEMBRIDGE_TEST_SAY']) console.log(`  [${exit} ${code}] ${error.message}\n      Next: ${error.hint}`);
  assert.match(error.message, /^\S.{10,}[.!?]$/u, 'a sentence');
  assert.match(error.hint, /^\S.{10,}[.!?`]$/u, 'a next action');
  assert.doesNotMatch(error.message + error.hint, /undefined|\[object|NaN|\bnull\b/);
  for (const name of names) {
    if (typeof name === 'string') assert.ok(error.message.includes(name), `“${error.message}” does not name ${name}`);
    else assert.match(error.message, name);
  }
}

function documentOf(stdout: string): Pick<Ran, 'data' | 'error'> {
  if (stdout.trim() === '') return { data: {}, error: null };
  const data = JSON.parse(stdout) as Record<string, unknown>;
  return { data, error: (data['error'] as Fault | undefined) ?? null };
}
