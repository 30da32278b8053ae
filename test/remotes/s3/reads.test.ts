import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import { isFault } from '../../../core/model/errors.ts';
import { listed } from '../../contract/remote-under-test.ts';
import { isBucket, remoteAt, scriptedStore, secretKey } from './scripted-store.ts';

const attempts = 4;
const unreachable = (error: unknown) => isFault(error, 'remote-unreachable');
const denied = (reason: string) => (error: unknown) => isFault(error, 'remote-denied') && error.data.reason === reason;

test('a read is tried again after a cut, a 500 and a half body, and no more than four times', async (t) => {
  const passing = await scriptedStore(t, ({ number, cut, answer, send, request }) => {
    if (number === 1) return cut();
    if (number === 2) return answer(500, 'InternalError');
    if (number < 4) {
      request.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\netag: "e"\r\n\r\nhel');
      return cut();
    }
    send(200, 'hello', { etag: '"e"' });
  });
  const store = passing.remote();
  const found = await store.get('a', 100);
  assert.deepEqual([new TextDecoder().decode(found?.body), found?.etag, store.requests()], ['hello', 'e', attempts]);
  const dead = await scriptedStore(t, ({ cut }) => cut());
  await assert.rejects(dead.remote().get('a', 100), unreachable);
  assert.equal(dead.seen.length, attempts);
});

test('only NoSuchKey is absence: a 404 that does not name the key is a wrong place', async (t) => {
  const absent = await scriptedStore(t, ({ answer }) => answer(404, 'NoSuchKey'));
  assert.equal(await absent.remote().get('a', 10), null);
  const page = await scriptedStore(t, ({ send }) => send(404, '<html><body>Not found</body></html>'));
  await assert.rejects(page.remote().get('a', 10), denied('not-a-store'));
  const noBucket = await scriptedStore(t, ({ answer }) => answer(404, 'NoSuchBucket'));
  await assert.rejects(noBucket.remote().get('a', 10), (error) => isFault(error, 'remote-missing'));
  await assert.rejects(listed(noBucket.remote()), (error) => isFault(error, 'remote-missing'));
});

test('a look that finds nothing makes sure of the bucket, once', async (t) => {
  const noBucket = await scriptedStore(t, ({ answer }) => answer(404));
  await assert.rejects(noBucket.remote().head('a'), (error) => isFault(error, 'remote-missing'));
  const empty = await scriptedStore(t, ({ path, answer }) =>
    answer(isBucket(path) ? 200 : 404, undefined, { date: 'Sat, 21 Nov 2026 08:00:00 GMT' }),
  );
  const store = empty.remote();
  assert.deepEqual([await store.head('a'), await store.head('b')], [null, null]);
  assert.equal(store.requests(), 3);
});

test('a web page that answers a listing is no empty bucket', async (t) => {
  const { remote } = await scriptedStore(t, ({ send }) => send(200, '<html><body>Welcome</body></html>'));
  await assert.rejects(listed(remote()), denied('not-a-store'));
  for (const body of ['', 'hello', '{"ok":true}', '<ListBucketResult></ListBucketResult>', '<a><b']) {
    const other = await scriptedStore(t, ({ send }) => send(200, body));
    await assert.rejects(listed(other.remote()), (error) => isFault(error) && error.exit === 5, body);
  }
});

test('a listing follows its pages and counts each, and a circle of pages ends', async (t) => {
  const page = (keys: readonly string[], token: string | null) =>
    `<ListBucketResult><Name>memories</Name><IsTruncated>${token !== null}</IsTruncated>${
      token === null ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`
    }${keys.map((key) => `<Contents><Key>membridge/6fe2e0f6071ac2bb/${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`).join('')}</ListBucketResult>`;
  const two = await scriptedStore(t, ({ number, send }) =>
    send(200, number === 1 ? page(['a', 'b'], 'more') : page(['c'], null)),
  );
  const store = two.remote();
  assert.deepEqual(
    (await listed(store)).map(({ key }) => key),
    ['a', 'b', 'c'],
  );
  assert.equal(store.requests(), 2);
  const circle = await scriptedStore(t, ({ send }) => send(200, page(['a'], 'again')));
  await assert.rejects(listed(circle.remote()), denied('not-a-store'));
});

test('an object above its bound is damage before it is read whole', async (t) => {
  const { remote } = await scriptedStore(t, ({ send }) => send(200, Buffer.alloc(5_000_000), { etag: '"e"' }));
  await assert.rejects(remote().get('a', 1_000), (error) => isFault(error, 'object-damaged'));
});

test('each refusal names what is wrong, and is not tried again', async (t) => {
  const cases = [
    [403, 'InvalidAccessKeyId', 'access-key'],
    [403, 'SignatureDoesNotMatch', 'secret-key'],
    [403, 'AccessDenied', 'rights'],
    [403, 'ExpiredToken', 'expired-keys'],
    [301, 'PermanentRedirect', 'region'],
    [400, 'AuthorizationHeaderMalformed', 'region'],
    [400, 'InvalidBucketName', 'bucket-name'],
  ] as const;
  for (const [status, code, reason] of cases) {
    const { remote, seen } = await scriptedStore(t, ({ answer }) => answer(status, code));
    await assert.rejects(remote().get('a', 10), denied(reason), code);
    assert.equal(seen.length, 1, code);
  }
  const skewed = await scriptedStore(t, ({ answer }) => answer(403, 'RequestTimeTooSkewed'));
  await assert.rejects(skewed.remote().get('a', 10), denied('clock'));
});

test('a clock that is a day off is made up for after the first refusal', async (t) => {
  const storeNow = Date.now() + 86_400_000;
  const { remote } = await scriptedStore(t, ({ request, answer, send }) => {
    const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(String(request.headers['x-amz-date'])) ?? [];
    const signed = Date.parse(
      `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
    );
    const date = new Date(storeNow).toUTCString();
    if (Math.abs(signed - storeNow) > 900_000) return answer(403, 'RequestTimeTooSkewed', { date });
    send(200, 'hello', { date, etag: '"e"' });
  });
  assert.equal((await remote().get('a', 10))?.body.length, 5);
});

test("the store's time is its Date header and never goes back", async (t) => {
  const dates = ['Sat, 21 Nov 2026 08:00:05 GMT', 'Sat, 21 Nov 2026 08:00:03 GMT', 'Sat, 21 Nov 2026 08:00:09 GMT'];
  const { remote } = await scriptedStore(t, ({ number, answer }) =>
    answer(200, undefined, { date: dates[number - 1] ?? '' }),
  );
  const store = remote();
  const seconds = [await store.storeTime(), await store.storeTime(), await store.storeTime()].map(
    (ms) => (ms / 1_000) % 60,
  );
  assert.deepEqual(seconds, [5, 5, 9]);
});

test('no fault shows the secret key, and an address with a user name is refused without showing it', async (t) => {
  const { remote } = await scriptedStore(t, ({ send }) =>
    send(
      403,
      `<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message><StringToSign>${secretKey}</StringToSign></Error>`,
    ),
  );
  const error = await remote()
    .get('a', 10)
    .catch((caught: unknown) => caught);
  assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /planted-secret/);
  assert.doesNotMatch(inspect(remote(), { depth: 10, showHidden: true }), /planted-secret/);
  for (const endpoint of ['http://me:planted-secret@127.0.0.1:1', 'ftp://127.0.0.1', 'nonsense']) {
    assert.throws(
      () => remoteAt(endpoint),
      (caught) => isFault(caught, 'setting-invalid') && !inspect(caught).includes('planted-secret'),
    );
  }
});
