import type { WakeReason } from '../model/loop.ts';

/** Something outside that may ask for a look: files, clocks, the network. */
export interface Watcher {
  /** Calls `wake` until closed. Never rejects for what waiting can cure: a missing folder is waited for. */
  start(wake: (reason: WakeReason) => void): Promise<Watching>;
}

/**
 * A watcher at work. It has no timer of its own: the loop calls `look` at each of its own wake-ups, so that everything
 * together costs one timer, and one counter sees every wake-up.
 */
export interface Watching {
  /** Looks for what no event tells; calls `wake` if it finds something. Returns at once and never throws. */
  look?(): void;
  /** How long the loop may sleep at most before the next `look`; null: as long as it likes. */
  tickMs?(): number | null;
  /** The remote is out of reach, or no more. */
  setOffline?(isOffline: boolean): void;
  /** Nothing of it is left afterwards, and `wake` is not called again. Idempotent. */
  close(): Promise<void>;
}
