import type { Worker } from '../../ports/worker.ts';

/** For a database that no process of its own writes: nothing to stop, nothing to start. */
export const noWorker: Worker = {
  inspect: async () => ({ kind: 'not-installed' }),
  interlock: async () => ({ release: async () => {} }),
  stop: async () => {},
  start: async () => {},
  clearStaleInterlock: async () => {},
};
