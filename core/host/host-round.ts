import { isFault } from '../model/errors.ts';
import type { Round, RoundOutcome } from '../model/loop.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { HostNews } from './host-news.ts';
import type { HostView } from './host-view.ts';
import type { EngineThread, RoundEnd } from './thread/engine-thread.ts';

export interface RoundParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  readonly log: Logger;
  readonly thread: EngineThread;
  readonly view: HostView;
  readonly news: Pick<HostNews, 'round'>;
  /** What the round cost. */
  count(round: Round, end: RoundEnd): void;
}

/** One round in the engine thread, and what it tells of how things stand. Never rejects. */
export async function hostRound(
  round: Round,
  signal: AbortSignal,
  { clock, log, thread, view, news, count }: RoundParts,
): Promise<RoundOutcome> {
  const beganMs = clock.monotonicMs();
  try {
    const end = await thread.round(round, signal);
    count(round, end);
    view.roundEnded(end, clock.now());
    news.round(round, end);
    if (end.outcome.kind !== 'done') noteFailure(log, end.outcome.code);
    if (view.wantsLook(clock.now()) && !signal.aborted) view.saw(await thread.status(signal), clock.now());
    return end.outcome;
  } catch (error) {
    const code = isFault(error) ? error.code : 'engine-crashed';
    if (code === 'interrupted') return { kind: 'stopped', code, tookMs: clock.monotonicMs() - beganMs };
    log.error('round.failed', { error });
    view.failed({ code, exit: isFault(error) ? error.exit : 1 }, clock.now());
    return { kind: 'stopped', code, tookMs: clock.monotonicMs() - beganMs };
  }
}

/** The engine has logged what it met; here only that the host saw it. */
function noteFailure(log: Logger, code: string): void {
  if (code !== 'interrupted') log.warn('round.ended', { code });
}
