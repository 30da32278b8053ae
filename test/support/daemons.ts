/** Servers that one test file starts for itself: children of this process, in a folder of their own, gone afterwards. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A store on a loaded two-core machine was ready after 12 s; beyond this something is wrong. */
const readyMsMax = 90_000;
const askEveryMs = 100;

export interface Daemons {
  /** Everything the daemons write lies here. */
  readonly folder: string;
  /** Runs a command to its end. Rejects with what it said when it fails. */
  run(command: string, ...args: string[]): Promise<string>;
  launch(command: string, ...args: string[]): void;
  /** Asks until the answer is yes; rejects when it takes too long or a daemon has ended. */
  until(what: string, ask: () => Promise<boolean>): Promise<void>;
  /** Ends all of them and removes the folder. */
  stop(): Promise<void>;
}

/** `hint` shows in the folder's name. */
export function daemons(hint: string, environment: NodeJS.ProcessEnv = {}): Daemons {
  const folder = mkdtempSync(join(tmpdir(), `membridge-${hint}-`));
  const env = { ...process.env, NODE_OPTIONS: '', ...environment };
  const children: { readonly name: string; readonly child: ChildProcess; readonly log: string }[] = [];
  // A test that crashes must leave neither processes nor folders.
  const end = () => {
    for (const { child } of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);

  return {
    folder,
    async run(command, ...args) {
      const { stdout } = await execute(command, args, { env, cwd: folder, timeout: readyMsMax });
      return stdout;
    },
    launch(command, ...args) {
      const log = join(folder, `${command}.${children.length}.out`);
      const output = openSync(log, 'w');
      const child = spawn(command, args, { env, cwd: folder, stdio: ['ignore', output, output] });
      closeSync(output);
      children.push({ name: command, child, log });
    },
    async until(what, ask) {
      const startedMs = performance.now();
      while (!(await ask().catch(() => false))) {
        const ended = children.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
        if (ended !== undefined)
          throw new Error(`${ended.name} ended: ${readFileSync(ended.log, 'utf8').slice(-1_000)}`);
        if (performance.now() - startedMs > readyMsMax) throw new Error(`${what} was not ready after ${readyMsMax} ms`);
        await sleep(askEveryMs);
      }
    },
    async stop() {
      await Promise.all(children.toReversed().map(({ child }) => endChild(child)));
      process.off('exit', end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Without a chance to tidy up: all that a daemon wrote goes with it. */
async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Starts a server of several daemons; all of them end when it does not come up. */
export async function startedTogether<T>(group: Daemons, start: (group: Daemons) => Promise<T>): Promise<T> {
  try {
    return await start(group);
  } catch (error) {
    await group.stop();
    throw error;
  }
}

/** Those of `commands` that are not in PATH. */
export function missingCommands(commands: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return commands.filter((command) => !folders.some((folder) => isExecutable(join(folder, command))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
