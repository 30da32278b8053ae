import type { Clock } from '../ports/clock.ts';
import type { Watcher } from '../ports/watcher.ts';

/** A wall clock is corrected by less than this without anybody having slept. */
const jumpMsMin = 5_000;
/** A loaded machine is late by less than this; only sleep is longer. */
const lateMsMin = 30_000;

/**
 * Sees that the machine slept: the wall clock went on while the monotonic one stood still (Linux), or both jumped past
 * the tick that was asked for (macOS, Windows). A wall clock that somebody sets forward looks the same, and costs one look.
 *
 * `tickMs`: how often to compare at least. Give null where nothing sleeps (a board, a machine without a battery) or where a
 * shell tells of sleep: then it is compared at each poll, and nothing is woken for it.
 */
export function clockWatcher({ clock, tickMs }: { readonly clock: Clock; readonly tickMs: number | null }): Watcher {
  return {
    async start(wake) {
      let seen = { wall: clock.now(), monotonic: clock.monotonicMs() };
      return {
        tickMs: () => tickMs,
        look() {
          const now = { wall: clock.now(), monotonic: clock.monotonicMs() };
          const wallMs = now.wall - seen.wall;
          const monotonicMs = now.monotonic - seen.monotonic;
          seen = now;
          const isLate = tickMs !== null && monotonicMs - tickMs >= lateMsMin;
          if (wallMs - monotonicMs >= jumpMsMin || isLate) wake('resume');
        },
        close: async () => {},
      };
    },
  };
}
