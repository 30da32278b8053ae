import { constants, gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { fail } from '../../model/errors.ts';
import { encodeSegmentHeader, parseSegmentHeader, type SegmentHeader } from '../../model/records/segment.ts';

/** Lines of one segment, with newlines: a board packs it within a second and holds it several times. */
export const segmentBytesMax = 4 * 1024 * 1024;
/** One record alone in its segment; sealed, it stays below what a reader agrees to get (objectBytesMax). */
export const recordBytesMax = 32 * 1024 * 1024;
/** What a segment may unpack to; twice what we write, so that a later version has room. */
const unpackedBytesMax = 64 * 1024 * 1024;
/** A header line has 300 bytes. */
const headerBytesMax = 4 * 1024;
/** Unpacked bytes are collected in blocks of this at most, so that a false size in a header costs nothing. */
const blockBytesMax = 1024 * 1024;
/** A frame may ask for no larger window than the whole unpacked segment: 2^26 bytes. */
const windowLogMax = 26;

const newline = 0x0a;

/** A part of a header that its writer chooses; the rest follows from the lines. */
export type SegmentPlace = Pick<SegmentHeader, 'device' | 'stream' | 'seq' | 'prev'>;

/** Plain bytes of a segment: a header line and one zstd data frame, because readers may stop after the first. */
export function encodeSegment({ device, stream, seq, prev }: SegmentPlace, lines: readonly string[]): Uint8Array {
  const plain = bytesOf(lines);
  const packed = zstdCompressSync(plain, {
    params: { [constants.ZSTD_c_compressionLevel]: levelFor(plain.length), [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const counted = { count: lines.length, plainBytes: plain.length, codec: 'zstd' } as const;
  const header = encodeSegmentHeader({ format: 1, kind: 'segment', device, stream, seq, prev, ...counted });
  return Buffer.concat([Buffer.from(`${header}\n`), packed]);
}

/** Line by line into one buffer: joined as a string they would be in memory twice more. */
function bytesOf(lines: readonly string[]): Buffer {
  const plain = Buffer.allocUnsafe(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0));
  let at = 0;
  for (const line of lines) {
    at += plain.write(line, at);
    at = plain.writeUInt8(newline, at);
  }
  return plain;
}

/**
 * Small segments are nearly all there are, and squeezing one takes 150 ms at most on a laptop, a second on a board. A first
 * join is hundreds of MB: level 9 takes a twentieth of the time of 19, and less memory.
 */
function levelFor(bytes: number): number {
  return bytes <= 512 * 1024 ? 19 : 9;
}

export interface OpenSegment {
  readonly header: SegmentHeader;
  /** One by one, so that a segment is never held as strings as a whole. */
  readonly lines: Iterable<string>;
}

/**
 * Checks and opens plain bytes of a segment; `key` names it in faults: `object-damaged` for anything cut, changed, too
 * large or other than its header says, `format-unknown` for a later format. Bytes after the first frame are padding.
 */
export function decodeSegment(key: string, stored: Uint8Array): OpenSegment {
  const end = stored.subarray(0, headerBytesMax).indexOf(newline);
  if (end < 0) throw damaged(key, 'it has no header line');
  const header = parseSegmentHeader(key, new TextDecoder().decode(stored.subarray(0, end)));
  if (header.plainBytes > unpackedBytesMax) throw damaged(key, `it unpacks to ${header.plainBytes} bytes`);
  const plain = unpack(key, header, stored.subarray(end + 1));
  if (plain.length !== header.plainBytes) {
    throw damaged(key, `it holds ${plain.length} bytes, not ${header.plainBytes}`);
  }
  const count = countLines(plain);
  if (count !== header.count) throw damaged(key, `it holds ${count} records, not ${header.count}`);
  if (plain.length > 0 && plain.at(-1) !== newline) throw damaged(key, 'its last line has no end');
  return { header, lines: linesOf(plain) };
}

function unpack(key: string, { codec, plainBytes }: SegmentHeader, packed: Uint8Array): Uint8Array {
  const limits = {
    chunkSize: Math.min(Math.max(plainBytes + 1, constants.Z_MIN_CHUNK), blockBytesMax),
    maxOutputLength: Math.max(plainBytes, 1),
  };
  try {
    if (codec === 'gzip') return gunzipSync(packed, limits);
    return zstdDecompressSync(packed, { ...limits, params: { [constants.ZSTD_d_windowLogMax]: windowLogMax } });
  } catch (cause) {
    throw fail('object-damaged', { key, finding: 'it does not unpack' }, cause);
  }
}

function countLines(plain: Uint8Array): number {
  let count = 0;
  for (let at = plain.indexOf(newline); at >= 0; at = plain.indexOf(newline, at + 1)) count += 1;
  return count;
}

function* linesOf(plain: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  let start = 0;
  for (let end = plain.indexOf(newline); end >= 0; end = plain.indexOf(newline, start)) {
    yield decoder.decode(plain.subarray(start, end));
    start = end + 1;
  }
}

function damaged(key: string, finding: string) {
  return fail('object-damaged', { key, finding });
}
