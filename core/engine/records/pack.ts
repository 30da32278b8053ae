import { segmentBoundKey, segmentKey } from '../../model/bucket-keys.ts';
import type { Stream } from '../../model/records/kinds.ts';
import { inSegmentOf, parseLine } from '../../model/records/record-line.ts';
import type { OwnSegment, UnsentLine } from '../../ports/record-store.ts';
import { countUsedBuffers } from '../snapshots/used-buffers.ts';
import { sha256Of } from '../vault.ts';
import type { LogTools } from './log-tools.ts';
import { encodeSegment, recordBytesMax, segmentBytesMax } from './segment-codec.ts';

/**
 * Makes the next segment of what waits, and keeps its sealed bytes: from here on the same bytes go to the same key,
 * whatever happens. Null when nothing waits. Records that no segment can carry are listed as too large on the way.
 */
export async function packSegment(tools: LogTools, stream: Stream): Promise<OwnSegment | null> {
  const { store, seal, state } = tools;
  const lines = nextLines(tools, stream);
  if (lines.length === 0) return null;
  const device = state.deviceId();
  const head = store.ownHead(stream);
  const seq = (head?.seq ?? 0) + 1;
  const texts = lines.map(({ line }) => inSegmentOf(device, line));
  const plain = encodeSegment({ device, stream, seq, prev: head?.sha256 ?? null }, texts);
  const bytes = await seal.seal(segmentBoundKey(device, stream, seq), plain, 'zstd');
  const sha256 = sha256Of(bytes);
  const key = segmentKey(device, stream, seq, sha256);
  const segment = { stream, seq, key, sha256, count: lines.length, state: 'new' } as const;
  store.transaction(() => {
    store.pack(
      { ...segment, bytes },
      lines.map(({ id }) => id),
    );
    forgetTooLarge(tools, lines);
  });
  countUsedBuffers(plain.length + bytes.length);
  return segment;
}

/** Lines come up to the size of a segment, or one larger one alone. */
function nextLines({ store, state, log }: LogTools, stream: Stream): readonly UnsentLine[] {
  for (;;) {
    const lines = store.unsent(stream, segmentBytesMax);
    const [first] = lines;
    if (first === undefined) return [];
    const bytes = Buffer.byteLength(first.line);
    if (bytes <= recordBytesMax) return lines;
    const parsed = parseLine(first.line, state.deviceId());
    if (parsed.kind !== 'record') return lines;
    const { kind, key } = parsed.record;
    log.warn('record.too-large', { kind, key, bytes });
    store.setTooLarge({ kind, key, bytes }, first.id);
  }
}

/** A record that was too large and travels now, because somebody shortened it. */
function forgetTooLarge({ store, state }: LogTools, lines: readonly UnsentLine[]): void {
  const keys = new Set<string>(store.tooLarge().map(({ key }) => key));
  if (keys.size === 0) return;
  for (const { line } of lines) {
    const parsed = parseLine(line, state.deviceId());
    if (parsed.kind === 'record' && keys.has(parsed.record.key)) store.clearTooLarge(parsed.record.key);
  }
}
