import assert from 'node:assert/strict';
import test from 'node:test';
import { storeManners } from '../../../core/model/known-stores.ts';
import { isFault } from '../../../core/model/errors.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { bucketState } from '../../../core/remotes/s3/bucket.ts';
import { bucket, scriptedStore, secretKey } from './scripted-store.ts';

const stateAt = (endpoint: string) =>
  bucketState({
    endpoint,
    bucket,
    region: 'us-east-1',
    prefix: '',
    credentials: async () => ({ accessKeyId: 'key', secretAccessKey: secretKey }),
    manners: storeManners(endpoint),
    clock: systemClock,
    random: systemRandom,
  });

test('a bucket is there when it lists itself, and absent when the store says so', async (t) => {
  const page = `<ListBucketResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated></ListBucketResult>`;
  const there = await scriptedStore(t, ({ send }) => send(200, page));
  assert.equal(await stateAt(there.endpoint), 'present');
  const absent = await scriptedStore(t, ({ answer }) => answer(404, 'NoSuchBucket'));
  assert.equal(await stateAt(absent.endpoint), 'absent');
});

test('a web console that answers everything with its page is no bucket', async (t) => {
  const pages = ['<html><title>Console</title></html>', '<!doctype html><html><body>Sign in</body></html>', '', '{}'];
  for (const body of pages) {
    const store = await scriptedStore(t, ({ send }) => send(200, body, { 'content-type': 'text/html' }));
    const refused = (error: unknown) => isFault(error, 'remote-denied') && error.data.reason === 'not-a-store';
    await assert.rejects(stateAt(store.endpoint), refused, body);
  }
});
