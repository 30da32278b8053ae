import { fail } from '../model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Turns } from './aside.ts';
import type { SetupAsk, SetupEnd } from './setup-ask.ts';
import type { EngineThread } from './thread/engine-thread.ts';
import { turnWithin } from './turn-within.ts';

export interface SetupParts {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly turns: Pick<Turns, 'setup'>;
  readonly thread: Pick<EngineThread, 'busy'>;
  /** For people: which home is busy. */
  readonly home: string;
  /** Reads the settings again: this machine may be connected now, or to another place. */
  refresh(): Promise<unknown>;
}

/** However late its turn came, a look at a place gets this much. */
const lookMsMin = 500;

/**
 * Has the engine do what a panel asks for to connect this machine. A look at a place has its time from when it was asked
 * for; where the engine is at other work for so long, `home-busy` says so.
 */
export function setupTurn(parts: SetupParts): (ask: SetupAsk, signal: AbortSignal) => Promise<SetupEnd> {
  return async (ask, signal) => {
    if (ask.step === 'test') return inTime(parts, ask, signal);
    const end = await parts.turns.setup(() => ask, signal);
    // Whoever is told that it is connected finds the host knowing it.
    if (ask.step === 'connect') await parts.refresh();
    return end;
  };
}

async function inTime(
  { clock, turns, thread, home }: SetupParts,
  ask: SetupAsk & { step: 'test' },
  signal: AbortSignal,
): Promise<SetupEnd> {
  const askedMs = clock.monotonicMs();
  const left = () => Math.max(lookMsMin, ask.withinMs - (clock.monotonicMs() - askedMs));
  const end = await turnWithin({
    clock,
    withinMs: ask.withinMs,
    signal,
    work: (within) => turns.setup(() => ({ ...ask, withinMs: left() }), within),
    // It keeps the time itself.
    hasBegun: () => thread.busy()?.what === 'setup test',
  });
  if (end === null) throw fail('home-busy', { home });
  return end;
}
