/** Bytes of parts between two collections: each takes some 20 ms, and about twice as much lies in buffers before it. */
const collectEveryBytes = 4 * 1024 * 1024;

// Full at the start: the first collection also takes away what the start of the program left.
let usedBytes = collectEveryBytes;

/**
 * Called for every part. Parts pass through buffers beside V8's heap, and V8 lets 60 to 100 MB of used ones gather before
 * it collects them. Where its collector can be called (core/cli/membridge.mjs exposes it), it is called earlier.
 */
export function countUsedBuffers(partBytes: number): void {
  usedBytes += partBytes;
  if (usedBytes < collectEveryBytes) return;
  usedBytes = 0;
  // Without an argument: all that is unused goes, not only what is young.
  globalThis.gc?.();
}
