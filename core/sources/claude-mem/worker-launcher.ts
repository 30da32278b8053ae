import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findBun } from './bun.ts';
import { installedPlugin } from './plugin-root.ts';
import type { WorkerContext } from './worker-context.ts';
import { workerEnvironment } from './worker-environment.ts';
import type { FoundWorker } from './worker-finder.ts';

/** How to start a worker of this data folder. */
export interface Launcher {
  /** Path of bun. */
  readonly bun: string;
  /** Path of worker-service.cjs. */
  readonly script: string;
  /** Set where the worker before this one listened on a port that our own environment does not name. */
  readonly port: number | null;
}

export type LauncherSearch =
  | { readonly kind: 'found'; readonly launcher: Launcher }
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'no-bun' };

/**
 * How a worker can be started: the newest installed release, by bun. `running` is the worker to replace: it knows a script
 * and a bun that work, should none be found in the usual places, and its port is where the hooks will look for the next.
 */
export async function findLauncher(
  { at, processes }: WorkerContext,
  running: FoundWorker | null,
): Promise<LauncherSearch> {
  const script = (await installedPlugin(at))?.script ?? (await existing(running?.script ?? null));
  if (script === null) return { kind: 'not-installed' };
  const bun = (await findBun(at)) ?? (running === null ? null : await processes.program(running.pid));
  if (bun === null) return { kind: 'no-bun' };
  return { kind: 'found', launcher: { bun, script, port: running?.address.port ?? null } };
}

async function existing(path: string | null): Promise<string | null> {
  return path !== null &&
    (await access(path).then(
      () => true,
      () => false,
    ))
    ? path
    : null;
}

/** A launch under way: `over` becomes true when the launching command has ended, whatever came of it. */
export interface Launch {
  over(): boolean;
}

/**
 * Runs claude-mem's own `start`, which takes spawn.lock, spawns the worker and waits for it. Only this word: any argument
 * that the script does not know starts a worker in the foreground (claude-mem.md 3.1).
 */
export function launch({ folder, at }: WorkerContext, { bun, script, port }: Launcher): Launch {
  const more = { CLAUDE_MEM_DATA_DIR: folder, ...(port === null ? {} : { CLAUDE_MEM_WORKER_PORT: String(port) }) };
  let over = false;
  // No pipes: bun refuses to start on inherited ones (claude-mem.md 3.1), and we must be free to end before it.
  const child = spawn(bun, [script, 'start'], {
    cwd: dirname(script),
    env: workerEnvironment(at, more),
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  const end = () => {
    over = true;
  };
  child.once('error', end);
  child.once('exit', end);
  child.unref();
  return { over: () => over };
}
