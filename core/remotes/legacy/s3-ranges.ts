import { addAbortSignal, Readable } from 'node:stream';
import { fail } from '../../model/errors.ts';
import { legacyBlockBytes } from '../../model/limits.ts';
import type { LegacyEntry } from '../../ports/legacy-bucket.ts';
import type { S3Calls } from '../s3/calls.ts';
import { bareEtag } from '../s3/reading.ts';

interface Address {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * An object in ranges, one in memory at a time; each may be asked for again. That all are of one version the answers' etags
 * tell: a condition on a read is one more thing that stores do differently.
 */
export async function* rangesOf(
  calls: S3Calls,
  address: Address,
  { bytes, etag }: LegacyEntry,
  where: string,
): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(bytes, legacyBlockBytes));
  for (let from = 0; from < bytes; from += legacyBlockBytes) {
    const block = buffer.subarray(0, Math.min(legacyBlockBytes, bytes - from));
    const isSame = await calls.read<boolean>(
      block.length,
      async ({ sdk, client }, abortSignal) => {
        const Range = `bytes=${from}-${from + block.length - 1}`;
        const { Body, ETag } = await client.send(new sdk.GetObjectCommand({ ...address, Range }), { abortSignal });
        if (!(Body instanceof Readable)) throw new Error('the client library hands over no stream');
        const body = addAbortSignal(abortSignal, Body);
        try {
          return bareEtag(ETag) === etag && (await isFilled(block, body));
        } finally {
          // Unread bytes would keep the connection.
          body.destroy();
        }
      },
      // Gone, or shorter now.
      ({ kind, ...rest }) =>
        kind === 'absent' || ('reason' in rest && rest.reason.startsWith('InvalidRange')) ? false : undefined,
    );
    if (!isSame) throw fail('legacy-changed', { where });
    yield block;
  }
}

async function isFilled(block: Uint8Array, body: Readable): Promise<boolean> {
  let filled = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (filled + chunk.length > block.length) return false;
    block.set(chunk, filled);
    filled += chunk.length;
  }
  return filled === block.length;
}
