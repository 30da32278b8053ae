import { isFault } from '../model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { EngineThread } from './thread/engine-thread.ts';

/** What tuning changed is told within this; the look itself reads some sixty small files and asks nothing of the remote. */
const betweenMs = 3_600_000;

export interface FactsPaceParts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Logger;
  readonly thread: Pick<EngineThread, 'facts'>;
}

/**
 * Has the machine's facts told after a round that came off, if an hour has passed since they were last looked at or
 * another connection is there. Never rejects: no round fails for it.
 */
export function factsPace({ clock, log, thread }: FactsPaceParts) {
  let last: { readonly connection: string | null; readonly atMs: number } | null = null;
  return async (connection: string | null, signal: AbortSignal): Promise<void> => {
    const atMs = clock.monotonicMs();
    if (signal.aborted || (last?.connection === connection && atMs - last.atMs < betweenMs)) return;
    last = { connection, atMs };
    try {
      await thread.facts(signal);
    } catch (error) {
      if (!isFault(error, 'interrupted')) log.warn('facts.failed', { error });
    }
  };
}
