import { createHash } from 'node:crypto';
import { fail } from '../model/errors.ts';
import type { Sha256 } from '../model/ids.ts';
import { smallObjectBytesMax } from '../model/limits.ts';
import type { Padding } from '../ports/seal.ts';
import type { Machine } from './machine.ts';

type Vault = Pick<Machine, 'remote' | 'seal'>;

export interface StoredName {
  readonly result: 'stored' | 'refused';
  readonly bytes: number;
  readonly sha256: Sha256;
}

/** Lower-case hex sha256 of bytes. */
export function sha256Of(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

/**
 * Seals and stores under a new name. A lost reply is looked up: the same bytes there mean stored. Throws
 * `remote-unknown` only when the store will not say.
 */
export async function storeNew(vault: Vault, key: string, plain: Uint8Array, padding: Padding): Promise<StoredName> {
  const body = await vault.seal.seal(key, plain, padding);
  const sha256 = sha256Of(body);
  const result = await settled(vault, key, body, sha256, await vault.remote.create(key, body));
  return { result, bytes: body.length, sha256 };
}

/** Seals and stores, over what is there. `refused` only with `ifMatch`. */
export async function storeOver(
  vault: Vault,
  key: string,
  plain: Uint8Array,
  ifMatch?: string,
): Promise<'stored' | 'refused'> {
  const body = await vault.seal.seal(key, plain, 'json');
  return settled(vault, key, body, sha256Of(body), await vault.remote.put(key, body, ifMatch));
}

/** Text of a sealed JSON object, null when the store says it is not there. Throws `object-damaged`. */
export async function readText(
  vault: Vault,
  key: string,
  bytesMax = smallObjectBytesMax,
): Promise<{ text: string; etag: string; sha256: Sha256 } | null> {
  const object = await vault.remote.get(key, bytesMax);
  if (object === null) return null;
  const plain = await vault.seal.unseal(key, object.body);
  return { text: new TextDecoder().decode(plain), etag: object.etag, sha256: sha256Of(object.body) };
}

/** Plain bytes of a sealed object whose stored bytes must have this checksum. Throws `object-missing`, `object-damaged`. */
export async function readExact(
  vault: Vault,
  key: string,
  storedSha256: string,
  bytesMax: number,
): Promise<Uint8Array> {
  const object = await vault.remote.get(key, bytesMax);
  if (object === null) throw fail('object-missing', { key });
  if (sha256Of(object.body) !== storedSha256) throw fail('object-damaged', { key, finding: 'its checksum differs' });
  return vault.seal.unseal(key, object.body);
}

async function settled(
  vault: Vault,
  key: string,
  body: Uint8Array,
  sha256: Sha256,
  result: 'stored' | 'refused' | 'unknown',
): Promise<'stored' | 'refused'> {
  if (result !== 'unknown') return result;
  const there = await vault.remote.get(key, body.length + smallObjectBytesMax);
  if (there !== null && sha256Of(there.body) === sha256) return 'stored';
  if (there !== null) return 'refused';
  throw fail('remote-unknown', { key });
}
