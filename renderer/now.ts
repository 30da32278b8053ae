import { useSyncExternalStore } from 'react';

/** Nothing on the page is told more exactly. */
const tickMs = 15_000;
let now = Date.now();

/** The time, at steps that are enough for `5 minutes ago`. */
export function useNow(): number {
  return useSyncExternalStore(tick, () => now);
}

function tick(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, tickMs);
  return () => clearInterval(timer);
}
