import type { WakeReason } from '../model/loop.ts';
import type { Watcher, Watching } from '../ports/watcher.ts';

/** All of them; the least `tickMs`, Infinity for none. */
export interface Watched extends Required<Watching> {
  tickMs(): number;
}

/** All watchers of a loop as one. They start by themselves; one that cannot is reported and done without. */
export function watchAll(
  watchers: readonly Watcher[],
  wake: (reason: WakeReason) => void,
  failed: (error: unknown) => void = () => {},
): Watched {
  const working: Watching[] = [];
  let isOffline = false;
  let isClosed = false;
  const starts = watchers.map(async (watcher) => {
    try {
      // Not within this call: whoever makes the watchers is not ready to be woken yet.
      await Promise.resolve();
      const watching = await watcher.start((reason) => {
        if (!isClosed) wake(reason);
      });
      working.push(watching);
      watching.setOffline?.(isOffline);
    } catch (error) {
      failed(error);
    }
  });
  return {
    look: () => working.forEach((watching) => watching.look?.()),
    tickMs: () => Math.min(...working.map((watching) => watching.tickMs?.() ?? Infinity)),
    setOffline: (next) => {
      if (next === isOffline) return;
      isOffline = next;
      working.forEach((watching) => watching.setOffline?.(next));
    },
    close: async () => {
      isClosed = true;
      await Promise.all(starts);
      await Promise.all(working.map((watching) => watching.close()));
    },
  };
}
