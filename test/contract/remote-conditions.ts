import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyBytesMax, bytes, listed, textOf, type MakeRemote } from './remote-under-test.ts';

export function remoteConditions(make: MakeRemote): void {
  test('a second create is refused and leaves the first as it is', async (t) => {
    const { remote, another } = await make(t);
    assert.equal(await remote.create('head/0000000001.json', bytes('one')), 'stored');
    const before = await remote.head('head/0000000001.json');
    assert.equal(await remote.create('head/0000000001.json', bytes('two')), 'refused');
    assert.equal(await another().create('head/0000000001.json', bytes('one')), 'refused');
    assert.equal(await textOf(remote, 'head/0000000001.json'), 'one');
    assert.deepEqual(await remote.head('head/0000000001.json'), before);
  });

  test('a create is refused where something was put', async (t) => {
    const { remote } = await make(t);
    await remote.put('head/x.json', bytes('put'));
    assert.equal(await remote.create('head/x.json', bytes('created')), 'refused');
    assert.equal(await textOf(remote, 'head/x.json'), 'put');
  });

  test('a put with the right etag is stored, with an old one or on nothing it is refused', async (t) => {
    const { remote, another } = await make(t);
    await remote.put('lease.json', bytes('one'));
    const first = (await remote.head('lease.json'))?.etag;
    assert.ok(first !== undefined);
    assert.equal(await another().put('lease.json', bytes('two'), first), 'stored');
    assert.equal(await remote.put('lease.json', bytes('bad'), first), 'refused');
    assert.equal(await textOf(remote, 'lease.json'), 'two');
    const second = (await remote.get('lease.json', 100))?.etag;
    assert.ok(second !== undefined);
    assert.equal(await remote.put('lease.json', bytes('six'), second), 'stored');
    assert.equal(await remote.put('absent.json', bytes('bad'), second), 'refused');
    assert.equal(await remote.head('absent.json'), null);
    await remote.delete('lease.json');
    assert.equal(await remote.put('lease.json', bytes('bad'), second), 'refused');
    assert.equal(await remote.head('lease.json'), null);
  });
}

export function remoteRaces(make: MakeRemote, atomic: boolean): void {
  test('of 32 that create one name at once exactly one is told stored, and its bytes are there', async (t) => {
    const { remote, another } = await make(t);
    for (let round = 1; round <= 4; round++) {
      const key = `head/${String(round).padStart(10, '0')}.json`;
      const racers = Array.from({ length: 32 }, (_, number) => ({
        remote: another(),
        body: `racer ${number} of round ${round}`,
      }));
      const results = await Promise.all(racers.map((racer) => racer.remote.create(key, bytes(racer.body))));
      const winners = racers.filter((_, number) => results[number] === 'stored');
      assert.equal(winners.length, 1, `round ${round}: ${results.join(' ')}`);
      assert.equal(await textOf(remote, key), winners[0]?.body);
      if (atomic) assert.equal(results.filter((result) => result === 'refused').length, 31);
      assert.equal(await another().create(key, bytes('late')), 'refused');
    }
    assert.equal((await listed(remote)).length, 4);
  });
}

const looksMin = 5;

/** What a reader meets while another writes. */
export function remoteHalfWrites(make: MakeRemote): void {
  test('a reader never sees a part of a write, nor a listing what is half there', async (t) => {
    const { remote, another } = await make(t);
    const sizes = [300_000, 7, 150_000];
    const state = { over: false, looks: 0 };
    const writer = (async () => {
      // On a busy machine as many writes as the reader needs.
      for (let n = 0; n < 40 || (state.looks < looksMin && n < 4_000); n++) {
        const size = sizes[n % sizes.length] ?? 0;
        assert.equal(await remote.put('lease.json', new Uint8Array(size).fill(n)), 'stored');
        await remote.create(`head/${n}`, new Uint8Array(size).fill(n));
      }
    })().finally(() => (state.over = true));
    const reader = another();
    const check = (body: Uint8Array) => {
      assert.ok(sizes.includes(body.length), `${body.length} bytes`);
      assert.ok(body.every((byte) => byte === body[0]));
    };
    while (!state.over) {
      const found = await reader.get('lease.json', bodyBytesMax);
      if (found !== null) check(found.body);
      for (const entry of await listed(reader, 'head/'))
        assert.ok(sizes.includes(entry.bytes), `${entry.bytes} listed`);
      state.looks += 1;
    }
    await writer;
    assert.ok(state.looks >= looksMin, `only ${state.looks} looks`);
  });
}
