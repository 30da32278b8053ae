import { streams } from '../../model/records/kinds.ts';
import type { LogTools } from './log-tools.ts';
import { packSegment } from './pack.ts';
import { finishRenewal } from './renewal.ts';
import { segmentBytesMax } from './segment-codec.ts';

/**
 * For the turns of a capture: what was found goes into a segment as soon as it fills one. A first capture would otherwise
 * leave the whole memory in the state file as text, which never shrinks again; sealed it is a third.
 */
export function packEarly(tools: LogTools, bytesMax = segmentBytesMax): () => Promise<void> {
  return async () => {
    for (const stream of streams) {
      if (tools.store.unsentBytes(stream) < bytesMax) continue;
      // Segments of a former id come first: ours begin at 1.
      await finishRenewal(tools);
      await packSegment(tools, stream);
    }
  };
}
