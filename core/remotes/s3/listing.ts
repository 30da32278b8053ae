import { z } from 'zod';
import { fail } from '../../model/errors.ts';
import type { Entry } from '../../ports/remote.ts';
import type { S3Calls } from './calls.ts';
import { bareEtag } from './reading.ts';

/** The most that stores give at once. */
const pageKeysMax = 1_000;

/** A web server that is no store answers with a page, which must not pass for an empty bucket. */
const pageSchema = z.object({
  Name: z.string(),
  IsTruncated: z.boolean(),
  NextContinuationToken: z.string().optional(),
  Contents: z.array(z.object({ Key: z.string(), Size: z.number(), ETag: z.string() })).default([]),
  CommonPrefixes: z.array(z.object({ Prefix: z.string() })).default([]),
});
export type ListPage = z.infer<typeof pageSchema>;

export interface ListWish {
  readonly bucket: string;
  readonly prefix: string;
  readonly startAfter?: string;
  readonly delimiter?: string;
}

/** The pages of a listing, one request each. */
export async function* pages(calls: S3Calls, where: string, wish: ListWish): AsyncGenerator<ListPage> {
  const { bucket, prefix, startAfter, delimiter } = wish;
  let token: string | undefined;
  do {
    const page = await calls.read(
      0,
      async ({ sdk, client }, abortSignal) => {
        const command = new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          MaxKeys: pageKeysMax,
          ...(startAfter ? { StartAfter: startAfter } : {}),
          ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        });
        return pageSchema.safeParse(await client.send(command, { abortSignal }));
      },
      () => undefined,
    );
    if (!page.success) throw fail('remote-denied', { where, reason: 'not-a-store' });
    yield page.data;
    const next = page.data.IsTruncated ? page.data.NextContinuationToken : undefined;
    // A store that sends us in a circle would never end.
    if (next !== undefined && next === token) throw fail('remote-denied', { where, reason: 'not-a-store' });
    token = next;
  } while (token !== undefined);
}

/** Objects only, with keys relative to `root`, in the order of the store, which is byte order. */
export async function* entriesOf(
  listing: AsyncIterable<ListPage>,
  root: string,
  startAfter: string,
): AsyncGenerator<Entry> {
  for await (const { Contents } of listing) {
    for (const { Key, Size, ETag } of Contents) {
      const key = Key.slice(root.length);
      // Some web consoles make an object for a folder.
      if (key === '' || key.endsWith('/') || key <= startAfter) continue;
      yield { key, bytes: Size, etag: bareEtag(ETag) };
    }
  }
}
