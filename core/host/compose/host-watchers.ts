import { clockWatcher } from '../../platform/clock-watcher.ts';
import { networkWatcher } from '../../platform/network-watcher.ts';
import { readPower } from '../../platform/power.ts';
import { sourceWatcher } from '../../platform/source-watcher.ts';
import type { Logger } from '../../ports/logger.ts';
import type { HostParts } from '../host.ts';
import type { Tools } from './tools.ts';

/** What sleeps is looked at once a minute whether it slept; a board never does. */
const sleepTickMs = 60_000;

/** What wakes the host of this machine, and what it is fed by. */
export async function hostWatchers({ clock }: Tools, log: Logger): Promise<Pick<HostParts, 'watchers' | 'power'>> {
  const { hasBattery } = await readPower();
  return {
    watchers: (path) => [
      sourceWatcher({ path, clock, failed: (error) => log.warn('file-events.failed', { error }) }),
      clockWatcher({ clock, tickMs: hasBattery ? sleepTickMs : null }),
      networkWatcher(),
    ],
    // Whether a connection is paid by its bytes nothing tells plain Node: the shell does, and what it told stays.
    power: async () => ({ onBattery: (await readPower()).onBattery }),
  };
}
