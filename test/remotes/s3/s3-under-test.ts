import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { ProjectId } from '../../../core/model/ids.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { storeManners } from '../../../core/model/known-stores.ts';
import { s3Remote, type S3RemoteOptions } from '../../../core/remotes/s3/s3-remote.ts';
import type { RemoteUnderTest } from '../../contract/remote-under-test.ts';
import type { S3Server } from '../../support/s3-server.ts';

export const project = '6fe2e0f6071ac2bb' as ProjectId;

/** One store for all tests of a file, started by the first that wants it. */
export function sharedServer(start: () => Promise<S3Server>): () => Promise<S3Server> {
  let started: Promise<S3Server> | undefined;
  after(async () => (await started)?.stop());
  return () => (started ??= start());
}

export function openBucket(server: S3Server, bucket: string, options: Partial<S3RemoteOptions> = {}) {
  const { endpoint, region, accessKey, secretKey } = server;
  return s3Remote({
    endpoint,
    region,
    bucket,
    prefix: '',
    project,
    credentials: async () => ({ accessKeyId: accessKey, secretAccessKey: secretKey }),
    manners: storeManners(endpoint),
    clock: systemClock,
    random: systemRandom,
    ...options,
  });
}

/** A client that shares no code with ours. */
export function plainClient({ endpoint, region, accessKey, secretKey }: S3Server): S3Client {
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  return new S3Client({ endpoint, region, forcePathStyle: true, credentials });
}

/** A new bucket, which goes with the store. */
export async function newBucket(server: S3Server): Promise<string> {
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  const client = plainClient(server);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return bucket;
}

export async function underTest(server: S3Server, options: Partial<S3RemoteOptions> = {}): Promise<RemoteUnderTest> {
  const bucket = await newBucket(server);
  return { remote: openBucket(server, bucket, options), another: () => openBucket(server, bucket, options) };
}
