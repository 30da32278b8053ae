import { createHash } from 'node:crypto';
import type { Random } from '../../core/ports/random.ts';

/** The same numbers for the same seed, and other ones for every call. */
export function fakeRandom(seed: number | string): Random {
  let calls = 0;
  return {
    hex(bytes) {
      let text = '';
      for (let block = 0; text.length < bytes * 2; block += 1) {
        text += createHash('sha256').update(`${seed}/${calls}/${block}`).digest('hex');
      }
      calls += 1;
      return text.slice(0, bytes * 2);
    },
  };
}
