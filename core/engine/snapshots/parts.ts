import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { fail } from '../../model/errors.ts';
import { partBytesMax } from '../../model/limits.ts';
import { countUsedBuffers } from './used-buffers.ts';

/** Level 3: a 500 MB memory shrinks 2.5x in seconds; level 9 gains a fifth and costs a board minutes (claude-mem.md section 8). */
const level = 3;
/** A packed part grows by blocks of this: large enough to be few, small beside the part. */
const packedBlockBytes = 256 * 1024;

/** Log2 of partBytesMax: what a frame may ask of us as a window; zstd itself would grant 128 MiB. */
const windowLogMax = 23;

// Both calls block for some milliseconds (tens on a board), as each step of SQLite's backup does. In the background every
// thread of the pool would keep working memory of its own, 20 MB more in all for a large database.

/** One zstd frame: readers of the format may stop after the first. */
export function packPart(plain: Uint8Array): Uint8Array {
  countUsedBuffers(plain.length);
  return zstdCompressSync(plain, {
    chunkSize: packedBlockBytes,
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
}

/** Throws `object-damaged` when the bytes do not unpack to exactly `plainBytes`. */
export function unpackPart(key: string, packed: Uint8Array, plainBytes: number): Uint8Array {
  countUsedBuffers(plainBytes);
  let plain: Uint8Array;
  try {
    // One block that holds all of it, instead of many and then their copy.
    plain = zstdDecompressSync(packed, {
      chunkSize: blockFor(plainBytes),
      maxOutputLength: partBytesMax,
      params: { [constants.ZSTD_d_windowLogMax]: windowLogMax },
    });
  } catch (cause) {
    throw fail('object-damaged', { key, finding: 'it does not unpack' }, cause);
  }
  if (plain.length !== plainBytes) {
    throw fail('object-damaged', { key, finding: `it holds ${plain.length} bytes, not ${plainBytes}` });
  }
  return plain;
}

/** A full block makes zlib begin another one: a little more than is needed. */
function blockFor(plainBytes: number): number {
  return Math.max(plainBytes + 1, constants.Z_MIN_CHUNK);
}
