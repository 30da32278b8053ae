/** What claudeMemWorker needs, from an environment as the test helpers make it. */
import { timerHeartbeat } from '../../core/platform/heartbeat.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { systemProcesses } from '../../core/platform/process.ts';
import type { WorkerContext } from '../../core/sources/claude-mem/worker-context.ts';
import { silentLogger } from './silent-logger.ts';

/** The real adapters over `environment` (its HOME is the home); replace some for a test with `{ ...workerContext(…), clock }`. */
export function workerContext(dataFolder: string, environment: Readonly<Record<string, string>>): WorkerContext {
  const home = environment['HOME'];
  if (home === undefined) throw new Error('the environment of a test names a HOME');
  return {
    folder: dataFolder,
    at: { env: environment, home, platform: process.platform, uid: process.getuid?.() ?? null },
    clock: systemClock,
    processes: systemProcesses(),
    heartbeat: timerHeartbeat,
    log: silentLogger,
  };
}
