import { app, net, powerMonitor } from 'electron';
import type { WakeReason } from '../core/host/api/contract.ts';
import type { Clock } from '../core/ports/clock.ts';

/** Whoever was away for so long comes back to memories of other machines. */
export const idleMsMin = 5 * 60_000;
/** Nothing tells of the end of a pause or of a network; asking costs microseconds. */
const lookMs = 30_000;

/**
 * Wakes the engine when a person comes back: unlock, resume, a focused window, the end of a pause, the network. How often it
 * then looks is its own business.
 */
export function watchPerson(clock: Clock, wake: (reason: WakeReason) => void, signal: AbortSignal): void {
  powerMonitor.on('resume', () => wake('resume'));
  powerMonitor.on('unlock-screen', () => wake('resume'));
  app.on('browser-window-focus', () => wake('focus'));
  void (async () => {
    let wasIdle = false;
    let wasOnline = net.isOnline();
    while (!signal.aborted) {
      await clock.sleep(lookMs, signal).catch(() => {});
      if (signal.aborted) return;
      const isIdle = powerMonitor.getSystemIdleTime() * 1_000 >= idleMsMin;
      const isOnline = net.isOnline();
      if (wasIdle && !isIdle) wake('focus');
      if (isOnline && !wasOnline) wake('network');
      wasIdle = isIdle;
      wasOnline = isOnline;
    }
  })();
}
