import type { ProcessName, ProcessTable } from '../model/cleanup/process.ts';

/** A machine's processes, or a copied tree of them. */
export interface ProcessTableReader {
  /** A fresh look at all of them. Throws `cleanup-no-processes` where there are none. */
  look(): Promise<ProcessTable>;
}

/** The only thing that clean-up does to anybody. */
export interface ProcessEnder {
  /**
   * Signals exactly this process: its start is read again in the same breath, and a number that was given to another is
   * `gone`. `denied`: the system does not allow it.
   */
  signal(name: ProcessName, signal: 'SIGTERM' | 'SIGKILL'): 'sent' | 'gone' | 'denied';
  /** Whether it still runs; one that only waits for its parent to look does not. */
  isLive(name: ProcessName): boolean;
}
