import assert from 'node:assert/strict';
import test from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { gradeOf } from '../../../core/model/grade.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { probe } from '../../../core/remotes/probe.ts';
import { bucketState, createBucket, s3Projects } from '../../../core/remotes/s3/bucket.ts';
import { storeManners } from '../../../core/model/known-stores.ts';
import { bytes, listed } from '../../contract/remote-under-test.ts';
import { newBucket, openBucket, project, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import type { S3Server } from '../../support/s3-server.ts';

const missing = cephRgwMissing();
const skip = missing ?? false;
const server = sharedServer(cephRgw);
const tools = { clock: systemClock, random: systemRandom };

function bucketOptions({ endpoint, region, accessKey, secretKey }: S3Server, bucket: string) {
  const credentials = async () => ({ accessKeyId: accessKey, secretAccessKey: secretKey });
  return { endpoint, region, bucket, prefix: '', credentials, manners: storeManners(endpoint), ...tools };
}

const denied = (reason: string) => (error: unknown) => isFault(error, 'remote-denied') && error.data.reason === reason;

test('the probe gives Ceph grade A and leaves the bucket empty', { skip }, async () => {
  const at = await server();
  const bucket = await newBucket(at);
  const seen = await probe(openBucket(at, bucket), tools);
  assert.equal(gradeOf(seen), 'A');
  assert.deepEqual([seen.staleMatch, seen.rightMatch, seen.rounds.length], ['refused', 'stored', 3]);
  assert.ok(Math.abs(seen.clockDifferenceMs) < 5_000);
  assert.deepEqual(await listed(openBucket(at, bucket)), []);
});

test('a wrong secret, a wrong access key and a missing bucket are told apart', { skip }, async () => {
  const at = await server();
  const bucket = await newBucket(at);
  const wrongSecret = openBucket({ ...at, secretKey: 'wrong' }, bucket);
  const wrongKey = openBucket({ ...at, accessKey: 'nobody' }, bucket);
  const noBucket = openBucket(at, 'no-such-bucket');
  for (const [remote, check] of [
    [wrongSecret, denied('secret-key')],
    [wrongKey, denied('access-key')],
    [noBucket, (error: unknown) => isFault(error, 'remote-missing')],
  ] as const) {
    await assert.rejects(remote.get('project.json', 100), check);
    await assert.rejects(remote.create('project.json', bytes('x')), check);
    await assert.rejects(listed(remote), check);
  }
  await assert.rejects(noBucket.head('project.json'), (error) => isFault(error, 'remote-missing'));
});

test('a bucket is made on demand, twice is fine, and its projects are found', { skip }, async () => {
  const options = bucketOptions(await server(), 'made-on-demand');
  assert.equal(await bucketState(options), 'absent');
  await createBucket(options);
  await createBucket(options);
  assert.equal(await bucketState(options), 'present');
  assert.deepEqual(await s3Projects(options), []);
  await openBucket(await server(), options.bucket).create('project.json', bytes('x'));
  await openBucket(await server(), options.bucket, { prefix: 'else/' }).create('project.json', bytes('x'));
  assert.deepEqual(await s3Projects(options), [project]);
  assert.deepEqual(await s3Projects({ ...options, prefix: 'else/' }), [project]);
});
