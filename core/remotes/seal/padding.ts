import { strict as assert } from 'node:assert';
import { paddedSize } from '../../model/padded-size.ts';
import type { Padding } from '../../ports/seal.ts';

const space = 0x20;
const newline = 0x0a;
/** The first of the sixteen magic numbers that zstd readers skip, and the length field after it. */
const skippableMagic = 0x184d2a50;
const skippableHeaderBytes = 8;

/**
 * `plain`, lengthened so that it and a header line of `headerBytes` fill a bucket of padded-size.ts. JSON gets spaces
 * before its last newline; zstd one skippable frame of zeros at its end. Plain bytes of kind `json` end with a newline.
 */
export function pad(plain: Uint8Array, headerBytes: number, padding: Padding): Uint8Array {
  switch (padding) {
    case 'none':
      return plain;
    case 'json': {
      assert(plain.at(-1) === newline, 'JSON objects end with a newline');
      const padded = lengthened(plain, paddedSize(headerBytes + plain.length, 0) - headerBytes);
      padded.fill(space, plain.length - 1);
      padded[padded.length - 1] = newline;
      return padded;
    }
    case 'zstd': {
      const padded = lengthened(plain, paddedSize(headerBytes + plain.length, skippableHeaderBytes) - headerBytes);
      const frameBytes = padded.length - plain.length;
      if (frameBytes === 0) return padded;
      const frame = new DataView(padded.buffer, plain.length);
      frame.setUint32(0, skippableMagic, true);
      frame.setUint32(4, frameBytes - skippableHeaderBytes, true);
      return padded;
    }
  }
}

function lengthened(plain: Uint8Array, bytes: number): Uint8Array {
  const padded = new Uint8Array(bytes);
  padded.set(plain);
  return padded;
}
