import { fail } from '../../model/errors.ts';
import { workerStopMsMax } from '../../model/limits.ts';
import { databaseFiles, databaseOf, type WorkerContext } from './worker-context.ts';
import { findWorker, type FoundWorker } from './worker-finder.ts';
import { askToShutDown } from './worker-http.ts';
import { lives } from './worker-pid.ts';

/** A graceful stop takes about 100 ms. */
const lookEveryMs = 50;
/** Helpers of the worker end with it; one that was just writing may take a moment longer. */
const filesClosedMsMax = 3_000;

/**
 * Ends the worker of this data folder and waits until its process is gone, not only its port: the worker closes the port
 * first and the database later (claude-mem.md 3.4). Never kills: a kill in a write is what we are here to avoid.
 * Throws `worker-stuck` after workerStopMsMax, `source-in-use` when another program has the database open.
 */
export async function stopWorker(context: WorkerContext, signal?: AbortSignal): Promise<void> {
  const startedMs = context.clock.monotonicMs();
  // A worker that was told to restart brings its successor past the interlock: look again.
  for (let worker = await findWorker(context); worker !== null; worker = await findWorker(context)) {
    stopWaitingAfter(context, worker, startedMs);
    await endWorker(context, worker, startedMs, signal);
  }
  await filesClosed(context, signal);
}

async function endWorker(
  context: WorkerContext,
  worker: FoundWorker,
  startedMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const { clock, processes } = context;
  if (!(await askToShutDown(worker.address)) && (await lives(worker, processes))) {
    // It hangs, or will not take orders on this address; on a signal it ends as gracefully.
    processes.askToEnd(worker.pid);
  }
  while (await lives(worker, processes)) {
    stopWaitingAfter(context, worker, startedMs);
    await clock.sleep(lookEveryMs, signal);
  }
}

function stopWaitingAfter({ clock }: WorkerContext, { pid }: FoundWorker, startedMs: number): void {
  const waitedMs = Math.round(clock.monotonicMs() - startedMs);
  if (waitedMs >= workerStopMsMax)
    throw fail('worker-stuck', { what: `claude-mem's worker (pid ${pid}) does not end`, waitedMs });
}

async function filesClosed(context: WorkerContext, signal?: AbortSignal): Promise<void> {
  const untilMs = context.clock.monotonicMs() + filesClosedMsMax;
  for (;;) {
    const found = await context.processes.holders(databaseFiles(context));
    if (found.kind === 'unknown' || found.holders.length === 0) return;
    if (context.clock.monotonicMs() >= untilMs) {
      const by = found.holders.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ');
      throw fail('source-in-use', { path: databaseOf(context), by });
    }
    await context.clock.sleep(lookEveryMs, signal);
  }
}
