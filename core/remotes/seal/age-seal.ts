import { Decrypter, identityToRecipient } from 'age-encryption';
import { fail } from '../../model/errors.ts';
import type { RepoId } from '../../model/ids.ts';
import { boundKey, encodeHeader } from '../../model/sealed-object.ts';
import type { Seal } from '../../ports/seal.ts';
import { hasSystemCipher, openPayload, sealPayload } from './age-payload.ts';
import { decryptWhole, encryptPieces } from './age-pieces.ts';
import { splitFirstLine } from './first-line.ts';
import { checkMac, macOf, type Mac } from './mac.ts';
import { pad } from './padding.ts';
import { checkHashInName, isAgeFile, isPlainObject } from './stored-bytes.ts';

/** Everything a device needs to read and write a sealed project. */
export interface SealKey {
  /** `AGE-SECRET-KEY-1…`; a secret. */
  readonly identity: string;
  readonly repoId: RepoId;
  /** Number of the key file it came from. */
  readonly keyId: number;
}

/**
 * Seals with age, under a header line that binds key, key id and content by a mac only this project's devices can
 * make. Objects of another key id are read too, if their mac holds: a new passphrase wraps the same identity under a
 * higher number, and what was sealed before stays readable.
 */
export async function ageSeal({ identity, repoId, keyId }: SealKey): Promise<Seal> {
  const mac = macOf(identity, repoId);
  const recipient = await identityToRecipient(identity);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return {
    encryption: 'age',
    async seal(key, plain, padding) {
      const bound = boundKey(key);
      const pieces = pad(plain, headerLine(bound, keyId, mac, []).length, padding);
      return await sealWhole(recipient, [headerLine(bound, keyId, mac, pieces), ...pieces]);
    },
    async unseal(key, stored) {
      if (isPlainObject(stored)) throw fail('encryption-switched', { pinned: 'age', found: 'none' });
      checkHashInName(key, stored);
      const { header, rest } = splitFirstLine(key, await decrypt(decrypter, key, stored));
      checkMac(key, header, rest, mac);
      return rest;
    },
  };
}

const [sealWhole, openWhole] = hasSystemCipher ? [sealPayload, openPayload] : [encryptPieces, decryptWhole];

/** Its length does not depend on the content, so that padding can be cut to it. */
function headerLine(key: string, keyId: number, mac: Mac, rest: readonly Uint8Array[]): Buffer {
  return Buffer.from(`${encodeHeader({ kind: 'sealed', key, keyId, mac: mac(key, keyId, ...rest) })}\n`);
}

async function decrypt(decrypter: Decrypter, key: string, stored: Uint8Array): Promise<Uint8Array> {
  if (!isAgeFile(stored)) throw fail('object-damaged', { key, finding: 'it is not an age file' });
  try {
    return await openWhole(decrypter, stored);
  } catch (cause) {
    const finding = 'it does not open: changed, cut, or sealed with another identity';
    throw fail('object-damaged', { key, finding }, cause);
  }
}
