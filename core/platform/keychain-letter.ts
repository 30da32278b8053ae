import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * A message on this machine between two that have read the same 0600 file: AES-256-GCM with the key in it, so that whoever
 * took over a port that the file still names learns nothing and makes nothing believed.
 */
export interface Letter {
  /** Base64: nonce, tag, ciphertext. */
  readonly text: string;
  /** What an answer to it is bound to. */
  readonly nonce: string;
}

const cipher = 'aes-256-gcm';
export const letterKeyBytes = 32;
/** NIST SP 800-38D: 96 random bits, for far fewer letters than 2^32 with one key. */
const nonceBytes = 12;
const tagBytes = 16;

/** `to`: '' for a question, the question's nonce for its answer. */
export function sealLetter(key: Uint8Array, to: string, words: object): Letter {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  sealing.setAAD(bound(to));
  const sealed = Buffer.concat([sealing.update(JSON.stringify(words), 'utf8'), sealing.final()]);
  return {
    text: Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64'),
    nonce: nonce.toString('base64'),
  };
}

/** What was said, not judged yet; null where it was not sealed with this key for this. */
export function openLetter(key: Uint8Array, to: string, text: string): { words: unknown; nonce: string } | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < nonceBytes + tagBytes) return null;
  const nonce = bytes.subarray(0, nonceBytes);
  try {
    const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opening.setAAD(bound(to));
    opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const plain = Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]);
    return { words: JSON.parse(plain.toString('utf8')), nonce: nonce.toString('base64') };
  } catch {
    return null;
  }
}

function bound(to: string): Buffer {
  return Buffer.from(to === '' ? 'membridge keychain question' : `membridge keychain answer ${to}`);
}
