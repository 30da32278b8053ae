import { fail } from '../../model/errors.ts';
import type { Instant } from '../../model/ids.ts';
import { legacyBlockBytes } from '../../model/limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LegacyBucket, LegacyEntry } from '../../ports/legacy-bucket.ts';
import type { Random } from '../../ports/random.ts';
import { bucketTime } from '../s3/bucket-time.ts';
import { s3Calls, whereOf, type S3Calls } from '../s3/calls.ts';
import type { S3Place } from '../s3/client.ts';
import { pages } from '../s3/listing.ts';
import { bareEtag, readObject } from '../s3/reading.ts';
import { rangesOf } from './s3-ranges.ts';
import { s3Upload } from './s3-upload.ts';

export interface S3LegacyOptions extends S3Place {
  readonly clock: Clock;
  readonly random: Random;
}

const putTriesMax = 3;

/** Where BLOOM keeps its results unless it was told otherwise. */
const bloomBucket = 'bloom-artifacts';

/** The bucket of the Python membridge at an S3-compatible store. Nothing is asked before the first call. */
export function s3LegacyBucket(options: S3LegacyOptions): LegacyBucket {
  const { bucket } = options;
  const where = whereOf(options, '');
  const calls = s3Calls(options, where, options);
  const address = (key: string) => ({ Bucket: bucket, Key: key });

  async function head(key: string): Promise<LegacyEntry | null> {
    const found = await lookAt(calls, address(key));
    // Such an answer has no body to say whether it is the bucket that is not there.
    if (found === null) await bucketTime(calls, bucket, where);
    return found;
  }

  return {
    where,
    async names(root, namesMax) {
      const found: string[] = [];
      for await (const page of pages(calls, where, { bucket, prefix: root, delimiter: '/' })) {
        found.push(...page.CommonPrefixes.map(({ Prefix }) => Prefix.slice(root.length)));
        found.push(...page.Contents.map(({ Key }) => Key.slice(root.length)).filter((name) => name !== ''));
        if (found.length >= namesMax) break;
      }
      return found.slice(0, namesMax);
    },
    head,
    get: (key, bytesMax) =>
      calls.read(bytesMax, readObject(address(key), key, bytesMax), ({ kind }) =>
        kind === 'absent' ? null : undefined,
      ),
    async open(key) {
      const entry = await head(key);
      if (entry === null) return null;
      return { bytes: entry.bytes, etag: entry.etag, blocks: rangesOf(calls, address(key), entry, where) };
    },
    async put(key, body) {
      for (let tries = 1; ; tries++) {
        const { trouble } = await calls.write(body.length, ({ sdk, client }, abortSignal) =>
          client.send(new sdk.PutObjectCommand({ ...address(key), Body: body }), { abortSignal }),
        );
        if (trouble === null) return;
        if (trouble.kind !== 'lost') throw calls.fault(trouble);
        // The same bytes over the same bytes: nothing is different if the first ones came after all.
        if (tries === putTriesMax) throw fail('remote-unknown', { key });
      }
    },
    async upload(key, bytes, blocks) {
      if (bytes > legacyBlockBytes) return s3Upload(calls, address(key), blocks, head);
      for await (const block of blocks) await this.put(key, block);
    },
    async delete(key) {
      const { trouble } = await calls.write(0, ({ sdk, client }, abortSignal) =>
        client.send(new sdk.DeleteObjectCommand(address(key)), { abortSignal }),
      );
      if (trouble !== null && trouble.kind !== 'absent') throw calls.fault(trouble);
    },
    storeTime: () => bucketTime(calls, bucket, where),
    hasBloomArtifacts: () => hasBloom(calls),
  };
}

function hasBloom(calls: S3Calls): Promise<boolean> {
  return calls.read(
    0,
    async ({ sdk, client }, abortSignal) => {
      const command = new sdk.ListObjectsV2Command({ Bucket: bloomBucket, Prefix: 'artifacts/', MaxKeys: 1 });
      return ((await client.send(command, { abortSignal })).Contents ?? []).length > 0;
    },
    // Said beside the matter: keys that may not look there are no reason to stop.
    () => false,
  );
}

function lookAt(
  calls: S3Calls,
  address: { readonly Bucket: string; readonly Key: string },
): Promise<LegacyEntry | null> {
  return calls.read<LegacyEntry | null>(
    0,
    async ({ sdk, client }, abortSignal) => {
      const { ContentLength, ETag, LastModified } = await client.send(new sdk.HeadObjectCommand(address), {
        abortSignal,
      });
      const storedAt = (LastModified?.getTime() ?? null) as Instant | null;
      return { key: address.Key, bytes: ContentLength ?? 0, etag: bareEtag(ETag), storedAt };
    },
    ({ kind }) => (kind === 'absent' || kind === 'nothing-there' ? null : undefined),
  );
}
