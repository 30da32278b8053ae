import { fail } from '../../model/errors.ts';
import type { Instant } from '../../model/ids.ts';
import type { S3Calls } from './calls.ts';

/** The store's own clock, from the answer about a bucket. Throws `remote-missing` where the store says that there is no such bucket. */
export async function bucketTime(calls: S3Calls, bucket: string, where: string): Promise<Instant> {
  const date = await calls.read(
    0,
    async ({ sdk, client, dateOf }, abortSignal) => {
      return dateOf(await client.send(new sdk.HeadBucketCommand({ Bucket: bucket }), { abortSignal })) ?? '';
    },
    ({ kind }) => {
      if (kind === 'nothing-there') throw fail('remote-missing', { where });
      return undefined;
    },
  );
  const ms = Date.parse(date);
  if (Number.isNaN(ms)) throw fail('remote-denied', { where, reason: 'not-a-store' });
  return ms as Instant;
}
