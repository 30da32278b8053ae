// The module that the host's engine thread runs: ties it to this thread and serves.
import { parentPort, workerData } from 'node:worker_threads';
import { systemSurroundings } from '../host/compose/surroundings.ts';
import { systemTools } from '../host/compose/tools.ts';
import { serveJobs } from '../host/thread/thread-side.ts';
import type { ThreadData } from '../host/thread/worker-thread.ts';

if (parentPort === null) throw new Error('the engine thread is started by the host, not by a person');
// It was for this thread's own code, and not for the programs that are started from here.
delete process.env['NODE_COMPILE_CACHE'];
const { homePath } = workerData as ThreadData;
const tools = systemTools(systemSurroundings({ ...process.env }));
serveJobs(parentPort, {
  homePath,
  tools,
  // Loaded for the first command only: the command line with both its languages takes 25 MB.
  runCommand: async (argv, watch) => {
    const { runForDocument } = await import('./run-for-document.ts');
    return runForDocument(argv, { homePath, tools, watch });
  },
  runSetup: async (ask, watch) => {
    const { runSetup } = await import('./setup-run.ts');
    return runSetup(ask, { homePath, tools, watch });
  },
});
