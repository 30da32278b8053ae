import { addAbortSignal, Readable } from 'node:stream';
import { fail } from '../../model/errors.ts';
import type { Entry, StoredObject } from '../../ports/remote.ts';
import type { Attempt } from './calls.ts';

/** An etag without the quotes around it, which stores write in one place and leave out in another. */
export function bareEtag(etag: string | undefined): string {
  return (etag ?? '').replace(/^(?:W\/)?"?|"$/g, '');
}

interface Address {
  readonly Bucket: string;
  readonly Key: string;
}

/** Reads an object whole; throws `object-damaged` above `bytesMax`, as soon as that is known. */
export function readObject(address: Address, key: string, bytesMax: number): Attempt<StoredObject> {
  return async ({ sdk, client }, abortSignal) => {
    const { Body, ContentLength, ETag } = await client.send(new sdk.GetObjectCommand(address), { abortSignal });
    if (!(Body instanceof Readable)) throw new Error('the client library hands over no stream');
    const body = addAbortSignal(abortSignal, Body);
    try {
      if (ContentLength !== undefined && ContentLength > bytesMax) throw tooLarge(key, ContentLength, bytesMax);
      return { body: await collect(body, key, bytesMax, ContentLength ?? 0), etag: bareEtag(ETag) };
    } finally {
      // Unread bytes would keep the connection.
      body.destroy();
    }
  };
}

export function lookAtObject(address: Address, key: string): Attempt<Entry> {
  return async ({ sdk, client }, abortSignal) => {
    const { ContentLength, ETag } = await client.send(new sdk.HeadObjectCommand(address), { abortSignal });
    return { key, bytes: ContentLength ?? 0, etag: bareEtag(ETag) };
  };
}

async function collect(stream: Readable, key: string, bytesMax: number, bytesAwaited: number): Promise<Uint8Array> {
  let body = new Uint8Array(bytesAwaited);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (filled + chunk.length > bytesMax) throw tooLarge(key, filled + chunk.length, bytesMax);
    if (filled + chunk.length > body.length) {
      const wider = new Uint8Array(Math.min(bytesMax, 2 * (filled + chunk.length)));
      wider.set(body.subarray(0, filled));
      body = wider;
    }
    body.set(chunk, filled);
    filled += chunk.length;
  }
  return body.subarray(0, filled);
}

function tooLarge(key: string, bytes: number, bytesMax: number) {
  return fail('object-damaged', { key, finding: `${bytes} bytes, more than the ${bytesMax} it can have` });
}
