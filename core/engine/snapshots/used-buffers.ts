/** Bytes of parts between two full collections: each takes 20 to 40 ms, and what the small ones leave gathers before it. */
const collectEveryBytes = 8 * 1024 * 1024;

// Full at the start: the first collection also takes away what the start of the program left.
let usedBytes = collectEveryBytes;

/**
 * Called for every part. Parts pass through buffers beside V8's heap, and V8 lets 60 to 100 MB of used ones gather before
 * it collects them. Where its collector can be called (core/cli/membridge.mjs exposes it), it is called earlier: for what
 * is young with every part, which takes a millisecond and finds nearly all of it, and for everything now and then.
 */
export function countUsedBuffers(partBytes: number): void {
  usedBytes += partBytes;
  const isFull = usedBytes >= collectEveryBytes;
  if (isFull) usedBytes = 0;
  globalThis.gc?.({ type: isFull ? 'major' : 'minor' });
}
