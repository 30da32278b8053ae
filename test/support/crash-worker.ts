/** A scene whose board has claude-mem's worker, real or the stand-in: killed acts must leave it as it was. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claudeMemWorker } from '../../core/sources/claude-mem/worker.ts';
import type { WorkerState } from '../../core/ports/worker.ts';
import { assertQuiet } from './crash-checks.ts';
import type { CrashPlace } from './crash-machine.ts';
import { copyScene, type CrashScene, removeScene } from './crash-scene.ts';
import { installStandIn } from './stand-in-worker.ts';
import { workerContext } from './worker-context.ts';
import { workerPids } from './worker-processes.ts';

export interface WorkedScene {
  readonly scene: CrashScene;
  /** Ends what runs and removes everything. */
  end(): Promise<void>;
}

/** A copy of the scene with a stand-in worker for the board, running or not. */
export async function sceneWithStandIn(from: CrashScene, runs: boolean): Promise<WorkedScene> {
  const ends: (() => Promise<void> | void)[] = [];
  const copy = await copyScene(from);
  const standIn = await installStandIn(
    { after: (end) => void ends.push(end as () => Promise<void>) },
    { folder: join(copy.folder, 'programs'), dataFolder: dirname(copy.board.database), database: false },
  );
  const scene = { ...copy, board: { ...copy.board, environment: standIn.environment } };
  if (runs) await workerOf(scene.board).start();
  return {
    scene,
    async end() {
      for (const end of ends) await end();
      await removeScene(scene);
    },
  };
}

/** The worker runs if it ran before, is ready, and nobody keeps it from being started; and all else is quiet. */
export async function assertWorkerBack(scene: CrashScene, ran: boolean, reach: 'all' | 'local'): Promise<void> {
  const { board } = scene;
  const folder = dirname(board.database);
  assert.equal(existsSync(join(folder, 'spawn.lock')), false, 'spawn.lock');
  assert.equal(daemons(board).length, ran ? 1 : 0, 'workers');
  const state: WorkerState = await workerOf(board).inspect();
  assert.equal(state.kind, ran ? 'running' : 'stopped');
  if (state.kind === 'running') assert.equal(state.ready, true, 'the worker is ready');
  await assertQuiet(scene, 'board', { reach, workerRuns: ran });
}

export function workerOf({ database, environment }: CrashPlace): ReturnType<typeof claudeMemWorker> {
  return claudeMemWorker(workerContext(dirname(database), environment));
}

/** A launcher that waits for a worker of its own is not one. */
function daemons({ database }: CrashPlace): number[] {
  return workerPids(dirname(database)).filter((pid) => commandOf(pid).includes('--daemon'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
