import { fail } from '../../model/errors.ts';
import { projectIdSchema, type ProjectId } from '../../model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { s3Calls, whereOf } from './calls.ts';
import type { S3Place } from './client.ts';
import { pages } from './listing.ts';

interface BucketOptions extends S3Place {
  readonly prefix: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** The projects that a bucket holds below a prefix, for people who look for theirs. */
export async function s3Projects(options: BucketOptions): Promise<ProjectId[]> {
  const where = whereOf(options, options.prefix);
  const calls = s3Calls(options, where, options);
  const root = `${options.prefix}membridge/`;
  const found: ProjectId[] = [];
  for await (const page of pages(calls, where, { bucket: options.bucket, prefix: root, delimiter: '/' })) {
    const names = page.CommonPrefixes.map(({ Prefix }) => Prefix.slice(root.length, -1));
    found.push(...names.flatMap((name) => projectIdSchema.safeParse(name).data ?? []));
  }
  return found.sort();
}

/** Whether the bucket is there. Throws what keeps us from knowing. */
export async function bucketState(options: BucketOptions): Promise<'present' | 'absent'> {
  const where = whereOf(options, '');
  const calls = s3Calls(options, where, options);
  return calls.read<'present' | 'absent'>(
    0,
    async ({ sdk, client }, abortSignal) => {
      // Not HEAD: an answer without a body does not name what is wrong.
      const wish = new sdk.ListObjectsV2Command({ Bucket: options.bucket, MaxKeys: 1 });
      const { Name: name } = await client.send(wish, { abortSignal });
      // A web console answers everything with its page, which must not pass for a bucket.
      if (typeof name !== 'string') throw fail('remote-denied', { where, reason: 'not-a-store' });
      return 'present';
    },
    ({ kind }) => (kind === 'bucket-missing' ? 'absent' : undefined),
  );
}

/** Makes the bucket. Only for a person's explicit wish: an absent bucket is mostly a wrong name. */
export async function createBucket(options: BucketOptions): Promise<void> {
  const calls = s3Calls(options, whereOf(options, ''), options);
  const { trouble } = await calls.write(0, ({ sdk, client }, abortSignal) =>
    client.send(new sdk.CreateBucketCommand({ Bucket: options.bucket }), { abortSignal }),
  );
  if (trouble !== null && (await bucketState(options)) === 'absent') throw calls.fault(trouble);
}
