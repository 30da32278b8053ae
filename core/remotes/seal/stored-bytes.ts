import { fail } from '../../model/errors.ts';
import { hashInName } from '../../model/sealed-object.ts';
import { sha256Of } from './mac.ts';

const ageIntro = Buffer.from('age-encryption.org/v1\n', 'ascii');
const plainIntro = Buffer.from('membridge1 {', 'ascii');

export function isAgeFile(stored: Uint8Array): boolean {
  return ageIntro.equals(stored.subarray(0, ageIntro.length));
}

/** An object of a project without encryption. */
export function isPlainObject(stored: Uint8Array): boolean {
  return plainIntro.equals(stored.subarray(0, plainIntro.length));
}

/** A segment's name carries the start of the hash of its stored bytes. Throws `object-damaged` if they differ. */
export function checkHashInName(key: string, stored: Uint8Array): void {
  const claimed = hashInName(key);
  if (claimed !== null && !sha256Of(stored).startsWith(claimed)) {
    throw fail('object-damaged', { key, finding: 'its name does not match its content' });
  }
}
