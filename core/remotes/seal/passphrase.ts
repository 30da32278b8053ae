import { fail } from '../../model/errors.ts';

/** A terminal hands over at most 4,096 bytes of a line; nobody types a quarter of that. */
const passphraseBytesMax = 1_024;

/**
 * A passphrase is exactly the UTF-8 bytes typed: no trimming, no Unicode normalisation, because the age tool does
 * none either, and must open what we wrapped. So it must be something that can be typed at age's prompt: one line,
 * not empty, no control characters (a terminal would act on them). Throws `usage`, without the passphrase.
 */
export function checkPassphrase(passphrase: string): void {
  const refuse = (detail: string) => fail('usage', { detail });
  if (passphrase === '') throw refuse('the passphrase is empty');
  if (/\p{Cc}/u.test(passphrase)) throw refuse('a passphrase is one line without control characters');
  if (!passphrase.isWellFormed()) throw refuse('the passphrase is not valid Unicode');
  if (Buffer.byteLength(passphrase) > passphraseBytesMax) {
    throw refuse(`the passphrase is longer than ${passphraseBytesMax} bytes`);
  }
}
