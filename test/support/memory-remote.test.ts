import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isFault, type ErrorCode } from '../../core/model/errors.ts';
import type { Instant } from '../../core/model/ids.ts';
import { remoteContract } from '../contract/remote.ts';
import { bytes, listed } from '../contract/remote-under-test.ts';
import { memoryRemote } from './memory-remote.ts';
import { memoryStore } from './memory-store.ts';

remoteContract('memory, atomic', async () => {
  const store = memoryStore();
  return { remote: memoryRemote(store), another: () => memoryRemote(store) };
});

remoteContract(
  'memory, refusing conditions',
  async () => {
    const store = memoryStore();
    const open = () => memoryRemote(store, { conditions: 'refused' });
    return { remote: open(), another: open };
  },
  { looksFirst: true, manyKeys: 100 },
);

const is = (code: ErrorCode) => (error: unknown) => isFault(error, code);

async function createAtOnce(conditions: 'racy' | 'refused' | 'ignored', count: number) {
  const store = memoryStore();
  const racers = Array.from({ length: count }, () => memoryRemote(store, { conditions }));
  const results = await Promise.all(racers.map((remote, n) => remote.create('head/1', bytes(`racer ${n}`))));
  return { store, racers, results };
}

function content(store: ReturnType<typeof memoryStore>, key: string): string | null {
  const found = store.read(key);
  return found && new TextDecoder().decode(found.body);
}

describe('personalities of the remote in memory', () => {
  test('racy: two that create at once are both told stored, the last wins, a later one is refused', async () => {
    const { store, racers, results } = await createAtOnce('racy', 2);
    assert.deepEqual(results, ['stored', 'stored']);
    assert.equal(content(store, 'head/1'), 'racer 1');
    assert.equal(await racers[0]?.create('head/1', bytes('late')), 'refused');
  });

  test('racy: two puts with one etag are both told stored', async () => {
    const store = memoryStore();
    store.set('lease.json', bytes('one'));
    const etag = store.read('lease.json')?.etag;
    const put = (body: string) => memoryRemote(store, { conditions: 'racy' }).put('lease.json', bytes(body), etag);
    assert.deepEqual(await Promise.all([put('a'), put('b')]), ['stored', 'stored']);
    assert.equal(await put('late'), 'refused');
    assert.equal(content(store, 'lease.json'), 'b');
  });

  test('refuses conditions: create looks first, which costs a request and can be overtaken', async () => {
    const { store, racers, results } = await createAtOnce('refused', 3);
    assert.deepEqual(results, ['stored', 'stored', 'stored']);
    assert.equal(content(store, 'head/1'), 'racer 2');
    assert.equal(racers[0]?.requests(), 2);
    assert.equal(await racers[0]?.create('head/1', bytes('late')), 'refused');
    assert.equal(racers[0]?.requests(), 3);
  });

  test('ignores conditions: create and a put with an old etag overwrite and say stored', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store, { conditions: 'ignored' });
    assert.equal(await remote.create('head/1', bytes('one')), 'stored');
    assert.equal(await remote.create('head/1', bytes('two')), 'stored');
    assert.equal(await remote.put('head/1', bytes('six'), 'old'), 'stored');
    assert.equal(content(store, 'head/1'), 'six');
  });

  test('slow: every request waits on the clock it was given', async () => {
    const waits: number[] = [];
    const clock = { sleep: async (ms: number) => void waits.push(ms) };
    const remote = memoryRemote(memoryStore(), { slow: { clock, eachMs: 700 } });
    await remote.put('a', bytes('x'));
    await listed(remote);
    await remote.storeTime();
    assert.deepEqual(waits, [700, 700, 700]);
  });

  test('loses the reply: a write happens and ends as unknown, a read is unreachable', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store, { loses: { seed: 1, replyShare: 1 } });
    assert.equal(await remote.create('a', bytes('x')), 'unknown');
    assert.equal(await remote.put('a', bytes('y'), 'old'), 'unknown');
    assert.equal(content(store, 'a'), 'x');
    await assert.rejects(remote.get('a', 10), is('remote-unreachable'));
    await assert.rejects(remote.delete('a'), is('remote-unreachable'));
    assert.deepEqual(store.keys(), []);
  });

  test('loses the request: nothing happens and a write ends as unknown', async () => {
    const store = memoryStore();
    store.set('there', bytes('x'));
    const remote = memoryRemote(store, { loses: { seed: 1, requestShare: 1 } });
    assert.equal(await remote.create('a', bytes('x')), 'unknown');
    await assert.rejects(remote.delete('there'), is('remote-unreachable'));
    await assert.rejects(listed(remote), is('remote-unreachable'));
    assert.deepEqual(store.keys(), ['there']);
  });

  test('one seed loses the same requests each time, and about the share asked for', async () => {
    const fates = async (seed: number) => {
      const remote = memoryRemote(memoryStore(), { loses: { seed, requestShare: 0.2, replyShare: 0.1 } });
      const results: string[] = [];
      for (let n = 0; n < 400; n++) results.push(await remote.put(`a/${n}`, bytes('x')));
      return results;
    };
    const first = await fates(7);
    assert.deepEqual(await fates(7), first);
    assert.notDeepEqual(await fates(8), first);
    const lost = first.filter((result) => result === 'unknown').length;
    assert.ok(lost > 80 && lost < 160, `${lost} of 400`);
  });

  test('stale list: the newest changes are not listed, but can be read', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store, { listLagChanges: 2 });
    const keys = async () => (await listed(remote)).map(({ key }) => key);
    for (const key of ['a', 'b', 'c']) await remote.create(key, bytes(key));
    assert.deepEqual(await keys(), ['a']);
    assert.notEqual(await remote.get('c', 10), null);
    await remote.delete('a');
    assert.deepEqual(await keys(), ['a', 'b']);
    assert.deepEqual(
      (await listed(memoryRemote(store))).map(({ key }) => key),
      ['b', 'c'],
    );
  });

  test('denied: everything, or only what writes', async () => {
    const store = memoryStore();
    store.set('a', bytes('x'));
    const shut = memoryRemote(store, { denied: 'everything' });
    await assert.rejects(shut.get('a', 10), is('remote-denied'));
    const readable = memoryRemote(store, { denied: 'writes' });
    assert.equal((await listed(readable)).length, 1);
    await assert.rejects(readable.create('b', bytes('x')), is('remote-denied'));
    await assert.rejects(readable.put('a', bytes('y')), is('remote-denied'));
    await assert.rejects(readable.delete('a'), is('remote-denied'));
    assert.equal(content(store, 'a'), 'x');
  });

  test('full: what does not fit throws and changes nothing, what replaces as much or less fits', async () => {
    const store = memoryStore({ capacityBytes: 10 });
    const remote = memoryRemote(store);
    await remote.put('a', bytes('12345678'));
    await assert.rejects(remote.create('b', bytes('123')), is('remote-full'));
    await assert.rejects(remote.put('a', bytes('12345678901')), is('remote-full'));
    assert.equal(content(store, 'a'), '12345678');
    assert.equal(await remote.put('a', bytes('1234567890')), 'stored');
    await remote.delete('a');
    assert.equal(await remote.create('b', bytes('123')), 'stored');
  });

  test('devices share a store, each with its own personality', async () => {
    const store = memoryStore();
    const sound = memoryRemote(store);
    const shut = memoryRemote(store, { denied: 'everything', where: 'the shut one' });
    assert.equal(await sound.create('a', bytes('x')), 'stored');
    await assert.rejects(
      shut.head('a'),
      (error) => isFault(error, 'remote-denied') && error.data.where === 'the shut one',
    );
    assert.deepEqual([sound.requests(), shut.requests()], [1, 1]);
  });
});

describe('what a test does to the remote in memory', () => {
  test('a hook sees every request and decides the fate of the third', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    const seen: string[] = [];
    remote.onRequest(({ number, call, key }) => {
      seen.push(`${number} ${call} ${key}`);
      return number === 3 ? 'unreachable' : 'go';
    });
    await remote.create('a', bytes('x'));
    await listed(remote, 'a');
    await assert.rejects(remote.put('a', bytes('y')), is('remote-unreachable'));
    await remote.storeTime();
    assert.deepEqual(seen, ['1 create a', '2 list a', '3 put a', '4 storeTime ']);
    assert.equal(content(store, 'a'), 'x');
    remote.onRequest(null);
    assert.equal(await remote.put('a', bytes('y')), 'stored');
    assert.equal(seen.length, 4);
  });

  test('a hook can hold a request back until the test lets it go', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    const gate = Promise.withResolvers<void>();
    remote.onRequest(() => gate.promise.then(() => 'go'));
    const put = remote.put('a', bytes('x'));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    assert.deepEqual(store.keys(), []);
    gate.resolve();
    assert.equal(await put, 'stored');
  });

  test('corrupt changes the bytes, and the etag unless it is told to keep it', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    await remote.put('a', bytes('good'));
    const before = await remote.head('a');
    const flip = (body: Uint8Array) => body.map((byte, n) => (n === 0 ? byte ^ 1 : byte));
    store.corrupt('a', flip, { keepEtag: true });
    assert.equal(content(store, 'a'), 'food');
    assert.deepEqual(await remote.head('a'), before);
    store.corrupt('a', (body) => body.subarray(0, 2));
    assert.equal(content(store, 'a'), 'fo');
    assert.notEqual((await remote.head('a'))?.etag, before?.etag);
    assert.throws(() => store.corrupt('absent', flip), /nothing to corrupt/);
  });

  test('rolling back brings the old objects with their etags, and no etag is used again', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    await remote.put('kept', bytes('one'));
    await remote.put('dropped', bytes('x'));
    const kept = await remote.head('kept');
    const old = store.snapshot();
    await remote.put('kept', bytes('two'));
    await remote.put('later', bytes('x'));
    store.drop('dropped');
    const newer = (await remote.head('kept'))?.etag;
    store.rollBack(old);
    assert.deepEqual(store.keys(), ['dropped', 'kept']);
    assert.deepEqual(await remote.head('kept'), kept);
    await remote.put('kept', bytes('six'));
    assert.ok(![kept?.etag, newer].includes((await remote.head('kept'))?.etag));
  });

  test("the store's time is the clock it was given", async () => {
    const remote = memoryRemote(memoryStore({ now: () => 1_234 as Instant }));
    assert.equal(await remote.storeTime(), 1_234);
  });
});
