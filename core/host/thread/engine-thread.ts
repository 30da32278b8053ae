import type { Round } from '../../model/loop.ts';
import type { Status } from '../../model/status.ts';
import type { Busy, CommandEnd, RoundEnd } from './job.ts';

export type { Busy, CommandEnd, Moved, RoundEnd } from './job.ts';

/**
 * Everything that opens a database, seals or talks to the remote, away from the event loop of the host: one job at a time,
 * in the order of asking, each ended by its signal. A thread that dies rejects its job with `engine-crashed`; the next job
 * gets a new one.
 */
export interface EngineThread {
  /** Resolves whatever came of it; an aborted one is `stopped` with code `interrupted`. Rejects only `engine-crashed`. */
  round(round: Round, signal: AbortSignal): Promise<RoundEnd>;
  /** A whole look at memory and remote. Faults: those of compose and observedStatus, `interrupted`. */
  status(signal: AbortSignal): Promise<Status>;
  /** Runs a command line in this home and gives its document. The session is closed before; the next round opens it again. */
  command(argv: readonly string[], signal: AbortSignal): Promise<CommandEnd>;
  /** Closes the session: the locks of home and source are free. */
  release(): Promise<void>;
  /** The job at work; null when there is none. */
  busy(): Busy | null;
  /** Told when a job begins and ends, and at most five times a second between. Returns how to stop listening. */
  onProgress(listener: (busy: Busy | null) => void): () => void;
  /** Aborts what is at work, closes the session and ends the thread; what does not end within `withinMs` is terminated. */
  stop(withinMs: number): Promise<void>;
}

export interface EngineThreadParts {
  /** The module the thread runs: core/cli/engine-thread.ts, or what stands for it in a bundle. */
  readonly entry: URL;
  readonly homePath: string;
  /** The environment of the thread. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Node's own options for the thread; none where left out. */
  readonly execArgv?: readonly string[];
}

/** Starts nothing yet: the thread is made for its first job. */
export function startEngineThread(parts: EngineThreadParts): EngineThread {
  throw new Error(`not yet: ${parts.entry.href}`);
}
