import type { ErrorCode, ErrorData } from '../../model/errors.ts';
import type { Round, RoundOutcome } from '../../model/loop.ts';
import type { Status } from '../../model/status.ts';
import type { Phase } from '../../ports/progress.ts';
import type { FactsEnd } from '../tell-facts.ts';
import type { SetupAsk, SetupEnd } from '../setup-ask.ts';

/** A fault as it crosses from one thread to the other, which classes do not. */
export interface FaultTold {
  readonly code: ErrorCode;
  /** Exit code of cli.md. */
  readonly exit: number;
  readonly data: ErrorData[ErrorCode];
}

/** What one round of the loop came to. */
export interface RoundEnd {
  readonly outcome: RoundOutcome;
  /** How things stand after it; null when that was not read, because nothing moved or nothing is connected. */
  readonly status: Status | null;
  readonly moved: Moved;
  /** Why it is away or stopped. */
  readonly fault: FaultTold | null;
  /** Calls of the remote that this round made. */
  readonly requests: number;
}

/** Records that went out and came in. */
export interface Moved {
  readonly published: number;
  readonly applied: number;
  /** Labels of the machines whose records came. */
  readonly labels: readonly string[];
  /** The entry in the history; null when nothing changed. */
  readonly historyId: number | null;
}

/** What a command line came to: the same document that `--json` prints. */
export interface CommandEnd {
  readonly exitCode: number;
  readonly document: Record<string, unknown>;
  /** Lines that the command wrote to stderr. */
  readonly notes: readonly string[];
}

/** What the engine thread is at. */
export interface Busy {
  /** `round`, `status`, `facts`, `release`, `setup` with its step, or the words of a command. */
  readonly what: string;
  /** By the wall clock. */
  readonly since: number;
  readonly phase: Phase | null;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

/** One piece of work for the engine thread. */
export type Job =
  | { readonly kind: 'round'; readonly round: Round }
  | { readonly kind: 'status' }
  /** Tells the others of this machine, where that is due. */
  | { readonly kind: 'facts' }
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  /** Connects this machine, or looks what that would come to. */
  | { readonly kind: 'setup'; readonly ask: SetupAsk }
  /** Ends the session: the locks of home and source are free. */
  | { readonly kind: 'release' };

/** What each kind of job gives. */
export interface JobEnd {
  readonly round: RoundEnd;
  readonly status: Status;
  readonly facts: FactsEnd;
  readonly command: CommandEnd;
  readonly setup: SetupEnd;
  readonly release: null;
}
