import { strict as assert } from 'node:assert';
import { paddedSize } from '../../model/padded-size.ts';
import type { Padding } from '../../ports/seal.ts';

const space = 0x20;
const newline = 0x0a;
/** The first of the sixteen magic numbers that zstd readers skip, and the length field after it. */
const skippableMagic = 0x184d2a50;
const skippableHeaderBytes = 8;

/**
 * `plain`, lengthened so that it and a header line of `headerBytes` fill a bucket of padded-size.ts; in pieces, so that
 * a large part is not copied. JSON gets spaces before its last newline; zstd one skippable frame of zeros at its end.
 * Plain bytes of kind `json` end with a newline.
 */
export function pad(plain: Uint8Array, headerBytes: number, padding: Padding): readonly Uint8Array[] {
  const bytes = headerBytes + plain.length;
  switch (padding) {
    case 'none':
      return [plain];
    case 'json': {
      assert(plain.at(-1) === newline, 'JSON objects end with a newline');
      const end = new Uint8Array(paddedSize(bytes, 0) - bytes + 1).fill(space);
      end[end.length - 1] = newline;
      return [plain.subarray(0, -1), end];
    }
    case 'zstd': {
      const frameBytes = paddedSize(bytes, skippableHeaderBytes) - bytes;
      return frameBytes === 0 ? [plain] : [plain, skippableFrame(frameBytes)];
    }
  }
}

function skippableFrame(bytes: number): Uint8Array {
  const frame = new DataView(new ArrayBuffer(bytes));
  frame.setUint32(0, skippableMagic, true);
  frame.setUint32(4, bytes - skippableHeaderBytes, true);
  return new Uint8Array(frame.buffer);
}
