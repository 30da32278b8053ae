import { Decrypter, Encrypter, generateX25519Identity } from 'age-encryption';
import { keyFileKey } from '../../model/bucket-keys.ts';
import { fail } from '../../model/errors.ts';
import type { RepoId } from '../../model/ids.ts';
import { workFactorLogNMax } from '../../model/project-file.ts';
import { encodeHeader } from '../../model/sealed-object.ts';
import type { SealKey } from './age-seal.ts';
import { splitFirstLine } from './first-line.ts';
import { checkMac, macOf } from './mac.ts';
import { checkPassphrase } from './passphrase.ts';

/** The age tool takes a file of comments and identities for `-i`. */
const commentMark = '# ';
const identityLine = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}\n$/;
/** The start of a passphrase-wrapped age file; the group is log2 of its scrypt work factor. */
const scryptIntro = /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} ([1-9]\d{0,2})\n/;
const scryptIntroBytesMax = 128;

/** A new X25519 identity, `AGE-SECRET-KEY-1…`: one per project. */
export async function newIdentity(): Promise<string> {
  return await generateX25519Identity();
}

/**
 * Stored bytes of keys/<n>.age: the identity under a passphrase, opened by us or by `age -d`, whose output `age -d -i`
 * takes as it is. `workFactorLogN`: 2^n scrypt rounds of 1 KiB memory each. Throws `usage` for a passphrase that the
 * age tool could not be given.
 */
export async function wrapIdentity(key: SealKey, passphrase: string, workFactorLogN: number): Promise<Uint8Array> {
  checkPassphrase(passphrase);
  const name = keyFileKey(key.keyId);
  const line = `${key.identity}\n`;
  const mac = macOf(key.identity, key.repoId)(name, key.keyId, Buffer.from(line));
  const header = encodeHeader({ kind: 'sealed', key: name, keyId: key.keyId, mac });
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactorLogN);
  return await encrypter.encrypt(`${commentMark}${header}\n${line}`);
}

/**
 * The identity inside a key file. Throws `passphrase-wrong`; `object-damaged` when the file is changed, cut, moved
 * to another number or of another project. (A changed byte in the wrapped key itself also looks like a wrong
 * passphrase: nothing can tell them apart.)
 */
export async function unwrapIdentity(
  stored: Uint8Array,
  passphrase: string,
  repoId: RepoId,
  keyId: number,
): Promise<string> {
  const name = keyFileKey(keyId);
  checkWorkFactor(name, stored);
  const { header, rest } = splitFirstLine(name, await decrypt(name, stored, passphrase), commentMark);
  const line = Buffer.from(rest).toString('latin1');
  if (!identityLine.test(line)) throw fail('object-damaged', { key: name, finding: 'it holds no identity' });
  const identity = line.trimEnd();
  checkMac(name, header, rest, macOf(identity, repoId));
  return identity;
}

/** Before any work is done: a hostile file could ask for gigabytes. */
function checkWorkFactor(key: string, stored: Uint8Array): void {
  const intro = Buffer.from(stored.subarray(0, scryptIntroBytesMax)).toString('latin1');
  const workFactorLogN = Number(scryptIntro.exec(intro)?.[1] ?? Number.NaN);
  if (Number.isNaN(workFactorLogN)) {
    throw fail('object-damaged', { key, finding: 'it is not an age file with a passphrase' });
  }
  if (workFactorLogN > workFactorLogNMax) {
    const finding = `it asks for work factor ${workFactorLogN}, above ${workFactorLogNMax}`;
    throw fail('object-damaged', { key, finding });
  }
}

async function decrypt(key: string, stored: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(stored);
  } catch (cause) {
    // The library has no error types; a test pins this sentence.
    const refused = cause instanceof Error && cause.message.startsWith('no identity matched');
    if (refused) throw fail('passphrase-wrong', { where: key });
    throw fail('object-damaged', { key, finding: 'it does not open: changed or cut' }, cause);
  }
}
