import assert from 'node:assert/strict';
import test from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { bytes } from '../../contract/remote-under-test.ts';
import { isBucket, root, scriptedStore } from './scripted-store.ts';

test('a create carries If-None-Match, its exact bytes and a signature over them, and no trailer', async (t) => {
  const { remote, seen } = await scriptedStore(t, ({ answer }) => answer(200));
  assert.equal(await remote().create('head/1.json', bytes('hello')), 'stored');
  const [{ method, path, body, request } = seen[0]!] = seen;
  assert.deepEqual([method, path, body.toString()], ['PUT', `${root}head/1.json`, 'hello']);
  assert.equal(request.headers['if-none-match'], '*');
  assert.match(String(request.headers['x-amz-content-sha256']), /^[0-9a-f]{64}$/);
  for (const name of ['x-amz-trailer', 'content-encoding', 'x-amz-sdk-checksum-algorithm', 'transfer-encoding'])
    assert.equal(request.headers[name], undefined, name);
});

test('a write whose reply is lost is unknown and never sent again', async (t) => {
  for (const act of ['create', 'put'] as const) {
    const { remote, seen } = await scriptedStore(t, ({ cut }) => cut());
    const store = remote();
    assert.equal(await store[act]('lease.json', bytes('x')), 'unknown');
    assert.deepEqual([seen.length, store.requests()], [1, 1]);
  }
});

test('a write that the store answers with 500, 502 or 504 is unknown and never sent again', async (t) => {
  for (const status of [500, 502, 504]) {
    const { remote, seen } = await scriptedStore(t, ({ answer }) => answer(status, 'InternalError'));
    assert.equal(await remote().create('lease.json', bytes('x')), 'unknown');
    assert.equal(seen.length, 1, `${status}`);
  }
});

test('a write to nobody is unreachable: it was surely not carried out', async (t) => {
  const { remote } = await scriptedStore(t, ({ answer }) => answer(200));
  const store = remote({ endpoint: 'http://127.0.0.1:9' });
  await assert.rejects(
    store.create('a', bytes('x')),
    (error) => isFault(error, 'remote-unreachable') && error.data.reason === 'nobody-listens',
  );
});

test('SlowDown is tried again, three times and no more', async (t) => {
  const busy = await scriptedStore(t, ({ answer }) => answer(503, 'SlowDown'));
  await assert.rejects(busy.remote().create('a', bytes('x')), (error) => isFault(error, 'remote-unreachable'));
  assert.equal(busy.seen.length, 3);
  const passing = await scriptedStore(t, ({ number, answer }) => (number < 3 ? answer(503, 'SlowDown') : answer(200)));
  assert.equal(await passing.remote().create('a', bytes('x')), 'stored');
});

test('a store that was busy and then refuses may have our own bytes: that is unknown', async (t) => {
  const { remote } = await scriptedStore(t, ({ number, answer }) =>
    number === 1 ? answer(503, 'SlowDown') : answer(412, 'PreconditionFailed'),
  );
  assert.equal(await remote().create('a', bytes('x')), 'unknown');
});

test('409 is a write that met another: tried again, and unknown when it stays so', async (t) => {
  const passing = await scriptedStore(t, ({ number, answer }) =>
    number === 1 ? answer(409, 'ConditionalRequestConflict') : answer(200),
  );
  assert.equal(await passing.remote().create('a', bytes('x')), 'stored');
  const staying = await scriptedStore(t, ({ answer }) => answer(409, 'ConditionalRequestConflict'));
  assert.equal(await staying.remote().create('a', bytes('x')), 'unknown');
  assert.equal(staying.seen.length, 3);
});

test('501 to a condition: looks, then writes without one, and does not ask for the condition again', async (t) => {
  const there = new Set<string>();
  const { remote, seen } = await scriptedStore(t, ({ method, path, request, answer }) => {
    if (request.headers['if-none-match'] !== undefined) return answer(501, 'NotImplemented');
    if (method === 'PUT') there.add(path);
    answer(method === 'PUT' || there.has(path) || isBucket(path) ? 200 : 404, undefined, {
      date: new Date(0).toUTCString(),
    });
  });
  const store = remote();
  assert.equal(store.conditions?.(), 'store');
  assert.equal(await store.create('a', bytes('x')), 'stored');
  assert.equal(store.conditions?.(), 'look');
  assert.equal(await store.create('a', bytes('y')), 'refused');
  assert.equal(await store.create('b', bytes('z')), 'stored');
  assert.deepEqual(
    seen.map(({ method, request }) => `${method}${request.headers['if-none-match'] ?? ''}`),
    ['PUT*', 'HEAD', 'HEAD', 'PUT', 'HEAD', 'HEAD', 'PUT'],
  );
});

test('a store that wants the etag without quotes is found out once', async (t) => {
  const { remote, seen } = await scriptedStore(t, ({ method, request, answer }) => {
    if (method === 'HEAD') return answer(200, undefined, { etag: '"e1"' });
    answer(
      request.headers['if-match'] === 'e1' ? 200 : 412,
      request.headers['if-match'] === 'e1' ? undefined : 'PreconditionFailed',
    );
  });
  const store = remote();
  assert.equal(await store.put('lease.json', bytes('x'), 'stale'), 'refused');
  assert.equal(await store.put('lease.json', bytes('x'), 'e1'), 'stored');
  assert.equal(await store.put('lease.json', bytes('y'), 'e1'), 'stored');
  assert.equal(await store.put('lease.json', bytes('y'), 'stale'), 'refused');
  assert.deepEqual(
    seen.map(({ method, request }) => `${method} ${request.headers['if-match'] ?? ''}`),
    ['PUT "stale"', 'HEAD ', 'PUT "e1"', 'HEAD ', 'PUT e1', 'PUT e1', 'PUT stale'],
  );
});

test('a delete whose reply is lost is a fault, and not sent again', async (t) => {
  const { remote, seen } = await scriptedStore(t, ({ cut }) => cut());
  await assert.rejects(remote().delete('a'), (error) => isFault(error, 'remote-unreachable'));
  assert.equal(seen.length, 1);
});
