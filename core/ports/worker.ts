/**
 * The memory tool's own process, as far as a replace of its database must stop and start it
 * (claude-mem.md section 3). A source without such a process has the trivial implementation.
 */
export type WorkerState =
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'stopped'; readonly version: string | null }
  | { readonly kind: 'running'; readonly pid: number; readonly port: number; readonly version: string | null; readonly ready: boolean };

export interface Worker {
  inspect(): Promise<WorkerState>;
  /**
   * Takes the interlock that keeps others from spawning a worker (claude-mem: spawn.lock) and keeps it fresh until
   * `release`. Waits for another holder within its bound, else throws `worker-stuck`. Safe to call again after a
   * crash of ours: an interlock left by a dead process of ours is taken over.
   */
  interlock(signal?: AbortSignal): Promise<Interlock>;
  /** Asks the worker to end, waits until its process is gone and nobody has the files open. Throws `worker-stuck`, `source-in-use`. Nothing to do: fine. */
  stop(signal?: AbortSignal): Promise<void>;
  /** Starts the newest installed version and waits until it is ready. Already running: fine. Throws `worker-stuck`. Not installed: fine, nothing happens. */
  start(signal?: AbortSignal): Promise<void>;
  /** Removes an interlock that a dead process of ours left. */
  clearStaleInterlock(): Promise<void>;
}

export interface Interlock {
  /** Idempotent. */
  release(): Promise<void>;
}
