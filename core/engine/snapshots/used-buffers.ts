import { runInNewContext } from 'node:vm';

/** Bytes of parts between two collections: each takes some 20 ms, and up to three times as much lies in buffers then. */
const collectEveryBytes = 16 * 1024 * 1024;

let usedBytes = 0;
let collect: (() => void) | null | undefined;

/**
 * Called for every part. Parts pass through buffers beside V8's heap, and V8 lets 60 to 100 MB of used ones gather before
 * it collects them. Where its collector can be called (core/cli/membridge.mjs exposes it), it is called earlier.
 */
export function countUsedBuffers(partBytes: number): void {
  usedBytes += partBytes;
  if (usedBytes < collectEveryBytes) return;
  usedBytes = 0;
  collect ??= collector();
  collect?.();
}

/** V8 adds the function to contexts that are made after it was exposed. */
function collector(): (() => void) | null {
  const found: unknown = runInNewContext('typeof gc === "function" ? gc : null');
  // Without an argument: any argument means a collection of young objects only.
  return typeof found === 'function' ? () => void found() : null;
}
