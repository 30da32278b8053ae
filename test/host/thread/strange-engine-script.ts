// An engine thread whose commands do what the real ones never should.
import { parentPort, workerData } from 'node:worker_threads';
import { systemTools } from '../../../core/host/compose/tools.ts';
import { serveJobs } from '../../../core/host/thread/thread-side.ts';
import type { ThreadData } from '../../../core/host/thread/worker-thread.ts';

const { homePath } = workerData as ThreadData;
const end = (exitCode: number) => ({ exitCode, document: { thread: process.pid }, notes: [] });

if (parentPort === null) throw new Error('this is a thread');
serveJobs(parentPort, {
  homePath,
  tools: systemTools(),
  async runCommand([act = ''], { signal, progress }) {
    switch (act) {
      case 'throw-later':
        setImmediate(() => {
          throw new Error('thrown by nobody');
        });
        return new Promise(() => {});
      case 'reject':
        throw new Error('no fault of ours');
      case 'exit':
        return process.exit(3);
      case 'eat':
        for (const eaten: object[] = []; ;) eaten.push(Array.from({ length: 1_000 }, () => ({})));
      case 'wait':
        progress?.phase('copying', 100);
        for (let bytes = 0; bytes < 1_000; bytes++) progress?.advance(1);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return end(130);
      case 'stuck':
        // Deaf for a while, as SQLite is in one long statement.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
        return end(0);
      default:
        return end(0);
    }
  },
  runSetup: () => Promise.reject(new Error('not asked for here')),
});
