/** Draws that are the same on every machine for the same seed: a demonstration and its tests must be repeatable. */
import { createHash } from 'node:crypto';

export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** `length` hexadecimal digits. */
  hex(length: number): string;
  /** An id in the form of a random UUID. */
  uuid(): string;
}

/** Bytes taken for one number: 48 bits are exact in a JavaScript number. */
const numberBytes = 6;

/** An endless stream of bytes, sha256 of seed and counter, cut into numbers. */
export function seeded(seed: string): Draw {
  let counter = 0;
  let block: Buffer = Buffer.alloc(0);
  const next = () => {
    if (block.length < numberBytes) {
      block = createHash('sha256').update(`${seed}#${counter}`).digest();
      counter += 1;
    }
    const value = block.readUIntBE(0, numberBytes);
    block = block.subarray(numberBytes);
    return value;
  };
  const int = (low: number, high: number) => low + (next() % (high - low + 1));
  const hex = (length: number) => Array.from({ length }, () => int(0, 15).toString(16)).join('');
  return {
    int,
    hex,
    pick(from) {
      const picked = from[int(0, from.length - 1)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(0, 3)]}${hex(3)}-${hex(12)}`,
  };
}
