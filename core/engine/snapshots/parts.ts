import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { promisify } from 'node:util';
import { fail } from '../../model/errors.ts';
import { partBytesMax } from '../../model/limits.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Level 3: a 500 MB memory shrinks 2.5x in seconds; level 9 gains a fifth and costs a board minutes (claude-mem.md section 8). */
const level = 3;

/** One zstd frame: readers of the format may stop after the first. */
export async function packPart(plain: Uint8Array): Promise<Uint8Array> {
  return compress(plain, { params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 } });
}

/** Throws `object-damaged` when the bytes do not unpack to exactly `plainBytes`. */
export async function unpackPart(key: string, packed: Uint8Array, plainBytes: number): Promise<Uint8Array> {
  let plain: Uint8Array;
  try {
    plain = await decompress(packed, { maxOutputLength: partBytesMax });
  } catch (cause) {
    throw fail('object-damaged', { key, finding: 'it does not unpack' }, cause);
  }
  if (plain.length !== plainBytes) {
    throw fail('object-damaged', { key, finding: `it holds ${plain.length} bytes, not ${plainBytes}` });
  }
  return plain;
}
