import { strict as assert } from 'node:assert';
import { Encrypter, type Decrypter } from 'age-encryption';

// age's calls for whole byte arrays copy a part several times; these feed and fill it in pieces, once.

/** What age works on at a time (the payload chunks of its format). Fed more at once, it would hold all of it twice. */
const feedBytes = 64 * 1024;

/** The age file of all pieces in order, for one recipient (`age1…`). */
export async function encryptPieces(recipient: string, pieces: readonly Uint8Array[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const plainBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const sealed = await encrypter.encrypt(ReadableStream.from(fed(pieces)));
  return await collect(sealed, sealed.size(plainBytes));
}

/** The content of an age file. Throws the library's errors; nothing is returned before the last byte was checked. */
export async function decryptWhole(decrypter: Decrypter, stored: Uint8Array): Promise<Uint8Array> {
  const opened = await decrypter.decrypt(ReadableStream.from(fed([stored])));
  return await collect(opened, opened.size(stored.length));
}

function* fed(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += feedBytes) yield piece.subarray(at, at + feedBytes);
  }
}

async function collect(stream: ReadableStream<Uint8Array>, bytes: number): Promise<Uint8Array> {
  const collected = new Uint8Array(bytes);
  let filled = 0;
  for await (const chunk of stream) {
    collected.set(chunk, filled);
    filled += chunk.length;
  }
  assert(filled === bytes, 'an age file has the size its length says');
  return collected;
}
