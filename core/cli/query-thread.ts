// The module that the host's thread for questions runs: ties it to this thread and serves.
import { parentPort, workerData } from 'node:worker_threads';
import { systemSurroundings } from '../host/compose/surroundings.ts';
import { systemTools } from '../host/compose/tools.ts';
import { serveQueries } from '../host/queries/query-side.ts';
import type { QueryThreadData } from '../host/queries/query-thread.ts';

if (parentPort === null) throw new Error('the thread for questions is started by the host, not by a person');
const { homePath } = workerData as QueryThreadData;
serveQueries(parentPort, { homePath, tools: systemTools(systemSurroundings({ ...process.env })) });
