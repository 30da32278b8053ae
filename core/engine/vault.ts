import { createHash } from 'node:crypto';
import { fail } from '../model/errors.ts';
import type { Sha256 } from '../model/ids.ts';
import { smallObjectBytesMax } from '../model/limits.ts';
import type { PutResult, StoredObject } from '../ports/remote.ts';
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

/** A write that was lost twice in a row meets a store or a way that does not work. */
const sendsMax = 2;

/** What is ready to be stored under a name. */
export interface Sealed {
  readonly body: Uint8Array;
  readonly sha256: Sha256;
}

export async function sealNew(
  { seal }: Pick<Vault, 'seal'>,
  key: string,
  plain: Uint8Array,
  padding: Padding,
): Promise<Sealed> {
  const body = await seal.seal(key, plain, padding);
  return { body, sha256: sha256Of(body) };
}

/**
 * Stores under a new name. A lost reply is looked up: the same bytes there mean stored, none that they are sent again.
 * Throws `remote-unknown` only when the store will not say.
 */
export async function storeSealed(vault: Vault, key: string, { body, sha256 }: Sealed): Promise<StoredName> {
  const write: Write = { key, body, send: () => vault.remote.create(key, body), isAsBefore: (there) => there === null };
  return { result: await settled(vault, write), bytes: body.length, sha256 };
}

/** `sealNew` and `storeSealed`. */
export async function storeNew(vault: Vault, key: string, plain: Uint8Array, padding: Padding): Promise<StoredName> {
  return storeSealed(vault, key, await sealNew(vault, key, plain, padding));
}

/** Seals and stores, over what is there; a lost reply is looked up. `refused` only with `ifMatch`. */
export async function storeOver(
  vault: Vault,
  key: string,
  plain: Uint8Array,
  ifMatch?: string,
): Promise<'stored' | 'refused'> {
  const body = await vault.seal.seal(key, plain, 'json');
  return settled(vault, {
    key,
    body,
    send: () => vault.remote.put(key, body, ifMatch),
    isAsBefore: (there) => ifMatch === undefined || there?.etag === ifMatch,
  });
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
  return openExact(vault, key, storedSha256, await vault.remote.get(key, bytesMax));
}

/** As `readExact`, of what was fetched already. */
export async function openExact(
  { seal }: Pick<Vault, 'seal'>,
  key: string,
  storedSha256: string,
  object: StoredObject | null,
): Promise<Uint8Array> {
  if (object === null) throw fail('object-missing', { key });
  if (sha256Of(object.body) !== storedSha256) throw fail('object-damaged', { key, finding: 'its checksum differs' });
  return seal.unseal(key, object.body);
}

interface Write {
  readonly key: string;
  readonly body: Uint8Array;
  send(): Promise<PutResult>;
  /** Whether what is there now lets the write be sent again. */
  isAsBefore(there: StoredObject | null): boolean;
}

async function settled({ remote }: Vault, { key, body, send, isAsBefore }: Write): Promise<'stored' | 'refused'> {
  for (let sends = 1; ; sends++) {
    const result = await send();
    // Refused after a second sending: perhaps by the first one, which came late.
    if (result === 'stored' || (result === 'refused' && sends === 1)) return result;
    const there = await remote.get(key, body.length + smallObjectBytesMax);
    if (there !== null && sha256Of(there.body) === sha256Of(body)) return 'stored';
    if (result === 'refused' || !isAsBefore(there)) return 'refused';
    if (sends === sendsMax) throw fail('remote-unknown', { key });
  }
}
