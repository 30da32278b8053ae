import { createHash, createHmac, hkdfSync, timingSafeEqual, type BinaryLike } from 'node:crypto';
import { fail } from '../../model/errors.ts';
import { sha256Schema, type RepoId, type Sha256 } from '../../model/ids.ts';
import { boundKey, type ObjectHeader } from '../../model/sealed-object.ts';

/** Computes the mac of one object: over its logical key (K0), its key id and all bytes after the header line, in pieces. */
export type Mac = (key: string, keyId: number, ...rest: readonly Uint8Array[]) => Sha256;

/**
 * The mac of one project (protocol.md section 11). age files alone do not say who wrote them or where they belong.
 * K = HKDF-SHA-256(ikm ASCII of the identity string, salt ASCII repoId, info "membridge/v1/mac", 32 bytes);
 * mac = HMAC-SHA-256(K, utf8(key) 00 decimal(keyId) 00 raw sha256(rest)).
 */
export function macOf(identity: string, repoId: RepoId): Mac {
  const macKey = new Uint8Array(hkdfSync('sha256', identity, repoId, 'membridge/v1/mac', 32));
  return (key, keyId, ...rest) => {
    const message = createHmac('sha256', macKey).update(`${key}\0${keyId}\0`, 'utf8');
    const content = createHash('sha256');
    for (const piece of rest) content.update(piece);
    return sha256Schema.parse(message.update(content.digest()).digest('hex'));
  };
}

/** Throws `object-damaged` unless one of this project's devices wrote exactly these bytes for exactly this key. */
export function checkMac(key: string, header: ObjectHeader, rest: Uint8Array, mac: Mac): void {
  if (header.kind !== 'sealed') throw fail('object-damaged', { key, finding: 'its first line carries no mac' });
  if (header.key !== boundKey(key)) throw fail('object-damaged', { key, finding: `it was sealed as ${header.key}` });
  if (!sameHash(header.mac, mac(header.key, header.keyId, rest))) {
    throw fail('object-damaged', { key, finding: 'its mac is wrong: changed, or of another project' });
  }
}

export function sha256Of(bytes: BinaryLike): Sha256 {
  return sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'));
}

/** Compares two hex hashes without telling by its duration how much of them is equal. */
export function sameHash(a: Sha256, b: Sha256): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
