import { fail } from '../../model/errors.ts';
import { workerReadyMsMax } from '../../model/limits.ts';
import type { WorkerContext } from './worker-context.ts';
import { breakAbandonedSpawnLock } from './spawn-lock.ts';
import { findWorker } from './worker-finder.ts';
import { type Launch, type Launcher, launch } from './worker-launcher.ts';
import { removeStalePidFile } from './worker-pid.ts';

const lookEveryMs = 100;
/** A first start may fail on the remains of a killed worker; the second was seen to work (claude-mem.md 3.4). */
const launchesMax = 3;
/** The launcher ends, and gives up spawn.lock, just after the worker is ready. */
const launcherEndMsMax = 5_000;

/**
 * Starts the worker and waits until it is ready; fine when it runs already. Our interlock must be released before: claude-mem's
 * launcher takes it itself. Throws `worker-stuck` after workerReadyMsMax, earlier when claude-mem has given up.
 */
export async function startWorker(context: WorkerContext, launcher: Launcher, signal?: AbortSignal): Promise<void> {
  const { clock, folder, processes } = context;
  const startedMs = clock.monotonicMs();
  let launches = 0;
  let under: Launch | null = null;
  for (;;) {
    const worker = await findWorker(context);
    if (worker?.ready) return under === null ? undefined : launcherEnded(context, under, signal);
    const waitedMs = Math.round(clock.monotonicMs() - startedMs);
    const givenUp = worker === null && (under?.over() ?? false) && launches >= launchesMax;
    if (givenUp || waitedMs >= workerReadyMsMax) {
      throw fail('worker-stuck', {
        what: worker === null ? "claude-mem's worker does not start" : "claude-mem's worker does not become ready",
        waitedMs,
      });
    }
    if (worker === null && (under === null || (under.over() && launches < launchesMax))) {
      await removeStalePidFile(folder, processes);
      await breakAbandonedSpawnLock(context);
      under = launch(context, launcher);
      launches += 1;
    }
    await clock.sleep(lookEveryMs, signal);
  }
}

/** Best effort: the worker is what counts. */
async function launcherEnded({ clock }: WorkerContext, under: Launch, signal?: AbortSignal): Promise<void> {
  const untilMs = clock.monotonicMs() + launcherEndMsMax;
  while (!under.over() && clock.monotonicMs() < untilMs) await clock.sleep(lookEveryMs, signal);
}
