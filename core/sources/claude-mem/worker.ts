import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { fail } from '../../model/errors.ts';
import type { Interlock, Worker, WorkerState } from '../../ports/worker.ts';
import { installedPlugin } from './plugin-root.ts';
import { clearOurSpawnLock, takeSpawnLock } from './spawn-lock.ts';
import type { WorkerContext } from './worker-context.ts';
import { findWorker, type FoundWorker } from './worker-finder.ts';
import { findLauncher, type Launcher } from './worker-launcher.ts';
import { startWorker } from './worker-start.ts';
import { stopWorker } from './worker-stop.ts';

/**
 * The port for claude-mem's worker of one data folder (claude-mem.md section 3). Where claude-mem is not installed it does
 * nothing, fast. Keep one of these for a stop and the start after it: it remembers how the stopped worker was run.
 */
export function claudeMemWorker(context: WorkerContext): Worker {
  let remembered: Launcher | null = null;
  let held = 0;
  return {
    inspect: () => inspect(context),
    interlock: async (signal) => {
      if (await nothingToGuard(context)) return noInterlock;
      const interlock = await takeSpawnLock(context, signal);
      held += 1;
      let done: Promise<void> | null = null;
      return { release: () => (done ??= interlock.release().finally(() => (held -= 1))) };
    },
    stop: async (signal) => {
      const running = await findWorker(context);
      if (running !== null) remembered = await launcherOrFail(context, running);
      await stopWorker(context, signal);
    },
    start: async (signal) => {
      assert(held === 0, 'the launcher of claude-mem would wait for our own interlock');
      const found = await findLauncher(context, null);
      if (found.kind === 'found')
        return startWorker(context, { ...found.launcher, port: remembered?.port ?? null }, signal);
      if (remembered !== null) return startWorker(context, remembered, signal);
      if (found.kind === 'no-bun') throw noBun();
    },
    clearStaleInterlock: () => clearOurSpawnLock(context),
  };
}

async function inspect(context: WorkerContext): Promise<WorkerState> {
  const running = await findWorker(context);
  if (running !== null) {
    const { pid, address, version, ready } = running;
    return { kind: 'running', pid, port: address.port, version, ready };
  }
  const plugin = await installedPlugin(context.at);
  return plugin === null ? { kind: 'not-installed' } : { kind: 'stopped', version: plugin.version };
}

/** Asked before the stop: a worker that could not be started again is not stopped. */
async function launcherOrFail(context: WorkerContext, running: FoundWorker): Promise<Launcher> {
  const found = await findLauncher(context, running);
  switch (found.kind) {
    case 'found':
      return found.launcher;
    case 'no-bun':
      throw noBun();
    case 'not-installed':
      throw fail('worker-stuck', {
        what: `claude-mem's worker (pid ${running.pid}) runs, but no installed claude-mem was found to start it again`,
        waitedMs: 0,
      });
  }
}

function noBun() {
  return fail('worker-stuck', { what: "bun, which runs claude-mem's worker, was not found", waitedMs: 0 });
}

/** Nobody spawns a worker for a folder that is not there, from a plugin that is not there; and we never make that folder. */
async function nothingToGuard({ folder, at }: WorkerContext): Promise<boolean> {
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  return !there && (await installedPlugin(at)) === null;
}

const noInterlock: Interlock = { release: () => Promise.resolve() };
