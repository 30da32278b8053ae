import type { Clock } from '../ports/clock.ts';

/** The one sleep of the loop, which a wake may end. */
export interface Sleeper {
  /** Sleeps until `untilMs` of the monotonic clock (Infinity: until woken) and says what ended it. One at a time. */
  sleepUntil(untilMs: number): Promise<'time' | 'woken'>;
  /** Ends the sleep, if there is one. */
  wake(): void;
  /** When the sleep of now ends by itself; -Infinity while awake: then nobody need be woken. */
  endsAt(): number;
  /** How many sleeps have ended: each is a time that the process was woken. */
  wakeUps(): number;
}

export function sleeper(clock: Clock): Sleeper {
  let asleep: { readonly untilMs: number; readonly alarm: AbortController } | null = null;
  let wakeUps = 0;
  return {
    async sleepUntil(untilMs) {
      const alarm = new AbortController();
      asleep = { untilMs, alarm };
      const isTime = await endsBySelf(clock, untilMs - clock.monotonicMs(), alarm.signal);
      asleep = null;
      wakeUps += 1;
      return isTime ? 'time' : 'woken';
    },
    wake: () => asleep?.alarm.abort(),
    endsAt: () => asleep?.untilMs ?? -Infinity,
    wakeUps: () => wakeUps,
  };
}

/** Whether `work` ends within `ms`; a rejection is an end too. Leaves no timer behind. */
export async function endsWithin(clock: Clock, work: Promise<unknown>, ms: number): Promise<boolean> {
  const over = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const isEnded = await Promise.race([ended, endsBySelf(clock, ms, over.signal).then(() => false)]);
  over.abort();
  return isEnded;
}

/** True when the whole time has passed, false when the signal came first. */
async function endsBySelf(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms === Infinity) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    return false;
  }
  try {
    await clock.sleep(Math.max(0, ms), signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
