import { createHash, hash, type Hash } from 'node:crypto';
import type { ColumnValue } from '../../../model/records/column-value.ts';
import { rowBytes } from '../../sqlite/row-bytes.ts';

/** 128 bits: nobody makes two rows of one fingerprint by luck. */
const fingerprintChars = 32;

/**
 * Hashes rows one after another; of all their values, in the order given. Nearly every row fits into one block, which is
 * hashed at once: an object for each row would cost more than the hash.
 */
export function fingerprinter(): (values: Iterable<ColumnValue>) => string {
  let long: Hash | null = null;
  let short = '';
  let isLast = false;
  const bytes = rowBytes((block) => {
    if (isLast && long === null) short = hash('sha256', block, 'hex');
    else long = (long ?? createHash('sha256')).update(block);
  });
  return (values) => {
    [long, short, isLast] = [null, '', false];
    let place = 0;
    for (const value of values) {
      if (value !== null && typeof value === 'object' && 'invalidText' in value) {
        // Its place tells it from a blob of the same bytes.
        bytes.add(`invalid ${place}`);
        bytes.add(value.invalidText);
      } else bytes.add(value);
      place += 1;
    }
    isLast = true;
    bytes.flush();
    return (digestOf(long) ?? short).slice(0, fingerprintChars);
  };
}

function digestOf(long: Hash | null): string | undefined {
  return long?.digest('hex');
}
