/**
 * The memory tool's own process, as far as a replace of its database must stop and start it
 * (claude-mem.md section 3). A source without such a process has the trivial implementation.
 */
export type WorkerState =
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'stopped'; readonly version: string | null }
  | {
      readonly kind: 'running';
      readonly pid: number;
      readonly port: number;
      readonly version: string | null;
      readonly ready: boolean;
    };

export interface Worker {
  /**
   * What is true now. A launcher may be spawning a worker at this moment: to know that none will come, look again with
   * the interlock in hand.
   */
  inspect(): Promise<WorkerState>;
  /**
   * Takes the interlock that keeps others from spawning a worker (claude-mem: spawn.lock) and keeps it fresh until
   * `release`. Waits for another holder within its bound, else throws `worker-stuck`; then a worker that this holder
   * spawned runs. Safe to call again after a crash: an interlock left by a dead process is taken over. Meanwhile hooks of
   * claude-mem wait up to 19 s and a prompt may go unrecorded: hold it for seconds, never through a download.
   */
  interlock(signal?: AbortSignal): Promise<Interlock>;
  /**
   * Asks the worker to end, waits until its process is gone and nobody has the files open. Throws `worker-stuck` (also, with
   * the worker left running, where it could not be started again) and `source-in-use`. No worker: only looks at the files.
   */
  stop(signal?: AbortSignal): Promise<void>;
  /**
   * Starts the newest installed version and waits until it is ready; release the interlock before, the tool's launcher takes
   * it itself. Already running: fine. Not installed: fine, nothing happens. Throws `worker-stuck`.
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Removes an interlock that a dead process of ours left. */
  clearStaleInterlock(): Promise<void>;
}

export interface Interlock {
  /** Idempotent. */
  release(): Promise<void>;
}
