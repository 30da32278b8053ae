/**
 * A small stand-in for claude-mem's worker, where the real one is too slow or too well behaved: it opens the database and
 * holds it, writes worker.pid with a right start token, answers health, readiness and shutdown, and its `start` command
 * respects spawn.lock. It is laid out as Claude Code installs a plugin, and a fake `bun` (a script that is really Node)
 * runs it, so `claudeMemWorker(...).start()` starts it like the real one. Not for Windows.
 *
 *     const standIn = await installStandIn(t);   // home, plugin, bun, data folder, free port
 *     const worker = claudeMemWorker(workerContext(standIn.dataFolder, standIn.environment));
 *     behave(standIn.dataFolder, { hangsOnShutdown: true });      // from now on
 *     await worker.start();
 *
 * After the test every process of the data folder is killed and the folders are removed. A stand-in also ends by itself
 * when its data folder is gone, or after five minutes.
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestContext } from 'node:test';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { freePort } from './free-port.ts';
import { endWorkers, workerPids } from './worker-processes.ts';

/** How a stand-in departs from good manners; all of it off by default. Read at its start and again at each shutdown. */
export interface Behaviour {
  /** Milliseconds between listening and being ready. */
  readonly readyAfterMs?: number;
  /** Milliseconds between the answer to a shutdown, when the port closes, and the end of the process. */
  readonly endsAfterMs?: number;
  /** Answers a shutdown, closes the port, keeps the database open and never ends; signals change nothing. */
  readonly hangsOnShutdown?: boolean;
  /** Answers a shutdown with 500 and goes on; ends well on SIGTERM. */
  readonly refusesShutdown?: boolean;
  /** Leaves another process behind that has the database open. */
  readonly leavesHolder?: boolean;
  /** The launcher ends without having spawned a worker; counts down with each start. */
  readonly failingStarts?: number;
  /** The new worker never becomes ready. */
  readonly neverReady?: boolean;
}

export interface StandIn {
  /** Stands for the person's home; `.claude` and `.bun` are in it. */
  readonly home: string;
  readonly configFolder: string;
  readonly dataFolder: string;
  readonly database: string;
  readonly pluginRoot: string;
  readonly bun: string;
  readonly port: number;
  /** What a program under test needs to find and start it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Process ids of the live workers. */
  pids(): number[];
  /** What happened, oldest first: `start PID`, `ready PID`, `shutdown PID`, `end PID`, and `launch PID` per start command. */
  events(): string[];
}

export interface StandInOptions {
  /** A folder for everything; default: a temporary one, removed after the test. */
  readonly folder?: string;
  /** Claude-mem's data folder; default: `.claude-mem` in the stand-in's home. */
  readonly dataFolder?: string;
  readonly version?: string;
  /** False: no database; the stand-in makes an empty one at its first start, as the real worker does. */
  readonly database?: boolean;
}

/** Lays a stand-in out on disk; nothing runs yet. */
export async function installStandIn(t: Pick<TestContext, 'after'>, options: StandInOptions = {}): Promise<StandIn> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'membridge-stand-in-'));
  const home = join(folder, 'home');
  const dataFolder = options.dataFolder ?? join(home, '.claude-mem');
  const configFolder = join(home, '.claude');
  for (const path of [dataFolder, configFolder]) mkdirSync(path, { recursive: true });
  const database = join(dataFolder, 'claude-mem.db');
  if (options.database !== false) createClaudeMemDatabase(database);
  const bun = writeFakeBun(home);
  const port = await freePort();
  t.after(async () => {
    await endWorkers(dataFolder, 0);
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  });
  return {
    home,
    configFolder,
    dataFolder,
    database,
    bun,
    port,
    pluginRoot: layOutStandIn(configFolder, options.version ?? '13.25.3'),
    environment: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      TMPDIR: tmpdir(),
      CLAUDE_CONFIG_DIR: configFolder,
      CLAUDE_MEM_DATA_DIR: dataFolder,
      CLAUDE_MEM_WORKER_PORT: String(port),
    },
    pids: () => workerPids(dataFolder).filter(isDaemon),
    events: () => readLines(join(dataFolder, 'stand-in.log')),
  };
}

/** Puts the stand-in under `plugins/cache/thedotmack/claude-mem/<version>/` of a config folder; gives the plugin's root. */
export function layOutStandIn(configFolder: string, version: string): string {
  const root = join(configFolder, 'plugins', 'cache', 'thedotmack', 'claude-mem', version);
  mkdirSync(join(root, 'scripts'), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'claude-mem-plugin', version }));
  const program = fileURLToPath(import.meta.resolve('./stand-in-program.ts'));
  writeFileSync(
    join(root, 'scripts', 'worker-service.cjs'),
    `import(${JSON.stringify(pathToFileURL(program).href)});\n`,
  );
  return root;
}

/** Sets how the stand-in of this data folder behaves from now on. */
export function behave(dataFolder: string, behaviour: Behaviour): void {
  const path = join(dataFolder, 'stand-in.json');
  writeFileSync(`${path}.new`, JSON.stringify(behaviour));
  renameSync(`${path}.new`, path);
}

/** What `behave` has set; a well-behaved one by default. */
export function behaviourOf(dataFolder: string): Behaviour {
  try {
    return JSON.parse(readFileSync(join(dataFolder, 'stand-in.json'), 'utf8')) as Behaviour;
  } catch {
    return {};
  }
}

/** Not a launcher, and not a holder that a worker left. */
function isDaemon(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--daemon');
  } catch {
    return false;
  }
}

function writeFakeBun(home: string): string {
  const path = join(home, '.bun', 'bin', 'bun');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath.replaceAll("'", "'\\''")}' --no-warnings "$@"\n`, {
    mode: 0o755,
  });
  return path;
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
