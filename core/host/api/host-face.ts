import type { BoardFace } from '../board-face.ts';
import type { CommandEnd, HostEvent, HostStatus, WakeReason } from './contract.ts';
import type { QueryName } from './contract-panel.ts';
import type { Sessions } from './sessions.ts';
import type { OneTimeCodes } from './tokens.ts';
import type { SetupFacts, SetupLanguage } from './contract-setup.ts';
import type { SetupAsk, SetupEnd } from '../setup-ask.ts';

/** What the API may ask of the host. Nothing here throws but with a MembridgeError, which the API answers as such. */
export interface HostFace {
  /** What is known now; never waits for a look. */
  status(): HostStatus;
  /** Wakes at once. Resolves when the look that this asks for has ended, or when there will be none; callers bound the wait. */
  wake(reason: WakeReason): Promise<void>;
  /** Null: until resumed. */
  pause(forMs: number | null): void;
  resume(): void;
  /** The command line was checked against what may be asked for from afar. */
  command(argv: readonly string[], signal: AbortSignal): Promise<CommandEnd>;
  /** What is known before anything is asked, in the language of the panel. */
  setupFacts(language: SetupLanguage, signal: AbortSignal): Promise<SetupFacts>;
  /** Connects this machine, or looks what that would come to. */
  setup(ask: SetupAsk, signal: AbortSignal): Promise<SetupEnd>;
  /** Resolves when the engine is at rest and its locks are free; it stays so until `over`, which is called once. */
  aside(signal: AbortSignal): Promise<{ readonly granted: true; over(): void }>;
  /** Answers one of contract-panel.ts; the parameters were parsed, the answer will be. */
  query(name: QueryName, params: unknown, signal: AbortSignal): Promise<unknown>;
  readonly board: BoardFace;
  readonly events: EventLog;
  readonly codes: OneTimeCodes;
  /** `newToken()`, new at each start: for programs of this account. */
  readonly token: string;
  /** The browsers that were let in. */
  readonly sessions: Sessions;
  /** `host:port` as a Host header says it, in lower case (`hostNames` of guard.ts makes them). Read at each request. */
  readonly hostsAllowed: readonly string[];
}

/** An event and what a reader says to go on after it; null: it is not kept. */
export interface SentEvent {
  readonly id: string | null;
  readonly event: HostEvent;
}

/** The newest events, and who listens. */
export interface EventLog {
  append(event: HostEvent): void;
  /** What came after `id`, oldest first; `reset` when that is not known any more (or was another host's). */
  after(id: string): readonly SentEvent[] | 'reset';
  /** The id of the newest event that is kept. */
  newest(): string;
  /** Every event from now on, in the same tick; the returned function ends it. */
  listen(listener: (sent: SentEvent) => void): () => void;
}
