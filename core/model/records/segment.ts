import { z } from 'zod';
import { deviceIdSchema, sha256Schema } from '../ids.ts';
import { parseStored } from '../stored-json.ts';
import { streamSchema } from './kinds.ts';

/** Ten digits in the name, and the next one must fit too. */
const seqMax = 9_999_999_998;
export const seqSchema = z.int().min(1).max(seqMax);

/** What the second line of a segment says; its records follow, compressed (core/FORMATS.md). */
const segmentHeaderSchema = z.object({
  format: z.literal(1),
  kind: z.literal('segment'),
  device: deviceIdSchema,
  stream: streamSchema,
  seq: seqSchema,
  /** sha256 of the stored bytes of the segment before; null for the first. Proves completeness, selects nothing. */
  prev: sha256Schema.nullable(),
  /** Lines, and their bytes with newlines before compression: a frame that was cut shows. */
  count: z.int().min(0),
  plainBytes: z.int().min(0),
  codec: z.enum(['zstd', 'gzip']),
});

export type SegmentHeader = z.infer<typeof segmentHeaderSchema>;

/** One line, without its newline. */
export function encodeSegmentHeader(header: SegmentHeader): string {
  const { format, kind, device, stream, seq, prev, count, plainBytes, codec } = header;
  return JSON.stringify({ format, kind, device, stream, seq, prev, count, plainBytes, codec });
}

/** Faults: `object-damaged`, `format-unknown`; `key` names the segment in both. */
export function parseSegmentHeader(key: string, line: string): SegmentHeader {
  return parseStored(key, line, segmentHeaderSchema);
}
