import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { bytes } from '../contract/remote-under-test.ts';
import { openBucket } from '../remotes/s3/s3-under-test.ts';
import { bucket, root, scriptedStore } from '../remotes/s3/scripted-store.ts';
import { answers, cutReply, faultProxy, loseReply, loseRequest, pass, type Fate } from './fault-proxy.ts';

/** A store that takes everything and gives `hello`, seen through a proxy. */
async function proxied(t: TestContext, fate: Fate) {
  const store = await scriptedStore(t, ({ method, send }) => send(200, method === 'GET' ? 'hello' : ''));
  const { endpoint } = store;
  const keys = { region: 'us-east-1', accessKey: 'a', secretKey: 'b', stop: async () => undefined };
  const proxy = await faultProxy(t, { endpoint, ...keys });
  // The first request only: a read is asked again.
  proxy.decide(({ number }) => (number === 1 ? fate : pass));
  return { store, proxy, remote: openBucket(proxy.server, bucket) };
}

test('a request comes to the store as it was signed, and is noted', async (t) => {
  const { store, proxy, remote } = await proxied(t, pass);
  assert.equal(await remote.create('head/1.json', bytes('body')), 'stored');
  const [{ path, body, request } = store.seen[0]!] = store.seen;
  assert.deepEqual([path, body.toString(), request.headers['if-none-match']], [`${root}head/1.json`, 'body', '*']);
  assert.equal(`http://${request.headers.host}`, proxy.server.endpoint);
  const [{ method, key, bodyBytes, headers } = proxy.seen()[0]!] = proxy.seen();
  assert.deepEqual([method, key, bodyBytes, headers], ['PUT', 'head/1.json', 4, request.headers]);
});

for (const [fate, arrives, end] of [
  [loseRequest, 0, 'unknown'],
  [loseReply, 1, 'unknown'],
  [cutReply, 1, 'unknown'],
  [{ kind: 'delay', ms: 300 }, 1, 'stored'],
  [answers.internalError, 0, 'unknown'],
] as const) {
  test(`a write that meets ${fate.kind} comes to the store ${arrives} times and ends as ${end}`, async (t) => {
    const { store, proxy, remote } = await proxied(t, fate);
    const startedMs = performance.now();
    assert.equal(await remote.create('head/1.json', bytes('body')), end);
    assert.ok(performance.now() - startedMs >= (fate.kind === 'delay' ? fate.ms - 10 : 0));
    assert.deepEqual([store.seen.length, proxy.seen().map((seen) => seen.fate)], [arrives, [fate]]);
  });
}

test('a reply that breaks off in its body is no object, and is asked for again', async (t) => {
  const { store, remote } = await proxied(t, cutReply);
  const found = await remote.get('head/1.json', 100);
  assert.equal(Buffer.from(found?.body ?? []).toString(), 'hello');
  assert.equal(store.seen.length, 2);
});

for (const [fate, code, reason] of [
  [answers.accessDenied, 'remote-denied', 'rights'],
  [answers.expiredToken, 'remote-denied', 'expired-keys'],
  [answers.unknownAccessKey, 'remote-denied', 'access-key'],
] as const) {
  test(`${fate.code} is understood as ${reason}, and the store hears nothing`, async (t) => {
    const { store, remote } = await proxied(t, fate);
    await assert.rejects(remote.get('head/1.json', 100), { code, data: { where: remote.where, reason } });
    assert.equal(store.seen.length, 0);
  });
}
