/**
 * Other programs' processes on this machine, as far as a file that they have open must be replaced
 * (claude-mem.md section 3). Nothing here throws for a process that is gone: that is the usual answer.
 */
export interface Processes {
  readonly ownPid: number;
  /** A live process, of any user. False for none, and for a zombie: it has ended, only its parent has not looked. */
  isAlive(pid: number): Promise<boolean>;
  /**
   * When the process started, in the platform's own words and equal to what claude-mem writes: pid and token together
   * name one process for ever, a pid alone is used again. Null: no such process, or the platform does not say.
   */
  startToken(pid: number): Promise<string | null>;
  /** The program file that the process runs; null where the platform does not say. */
  program(pid: number): Promise<string | null>;
  /** Asks a process to end by itself (SIGTERM). False where that would be a kill (Windows) or is not allowed. */
  askToEnd(pid: number): boolean;
  /** Who has any of these files open, our own process excluded; files that are absent are open nowhere. */
  holders(paths: readonly string[]): Promise<Holders>;
}

/** `known`: all processes that we may look into. `unknown`: this machine has no means to tell. */
export type Holders = { readonly kind: 'known'; readonly holders: readonly Holder[] } | { readonly kind: 'unknown' };

export interface Holder {
  readonly pid: number;
  /** For people, for example `bun`. */
  readonly name: string;
}
