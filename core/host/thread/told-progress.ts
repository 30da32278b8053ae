import type { Clock } from '../../ports/clock.ts';
import type { Phase, Progress } from '../../ports/progress.ts';

export interface SeenProgress {
  readonly phase: Phase | null;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
}

/** Five times a second looks alive, and costs the other thread nothing. */
const tellEveryMs = 200;

/** Progress that is told seldom: the newest of each interval. `end`: nothing is told any more. */
export function toldProgress(
  clock: Pick<Clock, 'monotonicMs' | 'sleep'>,
  tell: (seen: SeenProgress) => void,
): Progress & { end(): void } {
  let seen: SeenProgress = { phase: null, doneBytes: 0, totalBytes: null };
  let toldMs = -Infinity;
  let isDue = false;
  const done = new AbortController();

  const tellNow = () => {
    toldMs = clock.monotonicMs();
    tell(seen);
  };
  const tellLater = async (waitMs: number) => {
    try {
      await clock.sleep(waitMs, done.signal);
    } catch {
      // The job ended before.
      return;
    }
    isDue = false;
    tellNow();
  };
  const tellSoon = () => {
    const waitMs = toldMs + tellEveryMs - clock.monotonicMs();
    if (waitMs <= 0) return tellNow();
    if (isDue) return;
    isDue = true;
    void tellLater(waitMs);
  };
  return {
    phase(phase, totalBytes) {
      seen = { phase, totalBytes, doneBytes: 0 };
      tellSoon();
    },
    advance(bytes) {
      seen = { ...seen, doneBytes: seen.doneBytes + bytes };
      tellSoon();
    },
    end: () => done.abort(),
  };
}
