import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import type { Entry, Remote } from '../../core/ports/remote.ts';

export interface RemoteUnderTest {
  /** A way to an empty store; what it made goes with the test. */
  readonly remote: Remote;
  /** Another device's way to the same objects. */
  another(): Remote;
}

export interface RemoteContractOptions {
  /** False for grade B: of many that create at once one is told `stored`, others may have to look (`unknown`). */
  readonly atomic?: boolean;
  /** More than two pages of an S3 listing. */
  readonly manyKeys?: number;
}

type Make = (t: TestContext) => Promise<RemoteUnderTest>;

/** What every implementation of the port core/ports/remote.ts promises. */
export function remoteContract(name: string, make: Make, { atomic = true, manyKeys = 2_500 }: RemoteContractOptions = {}): void {
  describe(`remote contract: ${name}`, () => {
    writes(make);
    conditions(make);
    races(make, atomic);
    bodies(make);
    listings(make, manyKeys);
    names(make);
    manners(make);
  });
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function listed(remote: Remote, prefix = '', startAfter?: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of remote.list(prefix, startAfter)) entries.push(entry);
  return entries;
}

const bodyBytesMax = 64 * 1024 * 1024;

async function text(remote: Remote, key: string): Promise<string | null> {
  const found = await remote.get(key, bodyBytesMax);
  return found && new TextDecoder().decode(found.body);
}

function writes(make: Make): void {
  test('what was put is read back, listed and looked at by another device at once', async (t) => {
    const { remote, another } = await make(t);
    assert.equal(await remote.put('devices/a.json', bytes('one')), 'stored');
    const other = another();
    assert.equal(await text(other, 'devices/a.json'), 'one');
    const [entry] = await listed(other);
    assert.deepEqual(entry && { key: entry.key, bytes: entry.bytes }, { key: 'devices/a.json', bytes: 3 });
    assert.deepEqual(await other.head('devices/a.json'), entry);
    assert.equal((await other.get('devices/a.json', 3))?.etag, entry?.etag);
  });

  test('a put overwrites, and the etag changes though the size does not', async (t) => {
    const { remote } = await make(t);
    const etags = new Set<string | undefined>();
    for (const body of ['one', 'two', 'six', 'ten']) {
      assert.equal(await remote.put('lease.json', bytes(body)), 'stored');
      etags.add((await remote.head('lease.json'))?.etag);
      assert.equal(await text(remote, 'lease.json'), body);
    }
    assert.equal(etags.size, 4);
  });

  test('an etag stays as it is while nobody writes', async (t) => {
    const { remote, another } = await make(t);
    await remote.put('lease.json', bytes('one'));
    const before = await remote.head('lease.json');
    await remote.put('head/x.json', bytes('two'));
    await remote.get('lease.json', 100);
    assert.deepEqual(await another().head('lease.json'), before);
  });

  test('what is not there is null, also beside and below what is there', async (t) => {
    const { remote } = await make(t);
    for (const key of ['nothing', 'devices/nothing.json', 'a/b/c/d']) {
      assert.equal(await remote.get(key, 10), null);
      assert.equal(await remote.head(key), null);
    }
    await remote.put('devices/a.json', bytes('one'));
    assert.equal(await remote.get('devices/b.json', 10), null);
    assert.equal(await remote.head('devices/a.jso'), null);
  });

  test('a deleted object is gone, deleting twice is fine, and its name can be created again', async (t) => {
    const { remote, another } = await make(t);
    await remote.put('snapshots/a/1-b/part-0000', bytes('one'));
    await remote.put('snapshots/a/1-b/part-0001', bytes('two'));
    await remote.delete('snapshots/a/1-b/part-0000');
    await remote.delete('snapshots/a/1-b/part-0000');
    await remote.delete('never/was');
    assert.equal(await another().get('snapshots/a/1-b/part-0000', 10), null);
    assert.deepEqual((await listed(another())).map(({ key }) => key), ['snapshots/a/1-b/part-0001']);
    await remote.delete('snapshots/a/1-b/part-0001');
    assert.deepEqual(await listed(remote), []);
    assert.equal(await remote.create('snapshots/a/1-b/part-0001', bytes('new')), 'stored');
    assert.equal(await text(remote, 'snapshots/a/1-b/part-0001'), 'new');
  });
}

function conditions(make: Make): void {
  test('a second create is refused and leaves the first as it is', async (t) => {
    const { remote, another } = await make(t);
    assert.equal(await remote.create('head/0000000001.json', bytes('one')), 'stored');
    const before = await remote.head('head/0000000001.json');
    assert.equal(await remote.create('head/0000000001.json', bytes('two')), 'refused');
    assert.equal(await another().create('head/0000000001.json', bytes('one')), 'refused');
    assert.equal(await text(remote, 'head/0000000001.json'), 'one');
    assert.deepEqual(await remote.head('head/0000000001.json'), before);
  });

  test('a create is refused where something was put', async (t) => {
    const { remote } = await make(t);
    await remote.put('head/x.json', bytes('put'));
    assert.equal(await remote.create('head/x.json', bytes('created')), 'refused');
    assert.equal(await text(remote, 'head/x.json'), 'put');
  });

  test('a put with the right etag is stored, with an old one or on nothing it is refused', async (t) => {
    const { remote, another } = await make(t);
    await remote.put('lease.json', bytes('one'));
    const first = (await remote.head('lease.json'))?.etag;
    assert.ok(first !== undefined);
    assert.equal(await another().put('lease.json', bytes('two'), first), 'stored');
    assert.equal(await remote.put('lease.json', bytes('bad'), first), 'refused');
    assert.equal(await text(remote, 'lease.json'), 'two');
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

function races(make: Make, atomic: boolean): void {
  test('of 32 that create one name at once exactly one is told stored, and its bytes are there', async (t) => {
    const { remote, another } = await make(t);
    for (let round = 1; round <= 4; round++) {
      const key = `head/${String(round).padStart(10, '0')}.json`;
      const racers = Array.from({ length: 32 }, (_, number) => ({ remote: another(), body: `racer ${number} of round ${round}` }));
      const results = await Promise.all(racers.map((racer) => racer.remote.create(key, bytes(racer.body))));
      const winners = racers.filter((_, number) => results[number] === 'stored');
      assert.equal(winners.length, 1, `round ${round}: ${results.join(' ')}`);
      assert.equal(await text(remote, key), winners[0]?.body);
      if (atomic) assert.equal(results.filter((result) => result === 'refused').length, 31);
      assert.equal(await another().create(key, bytes('late')), 'refused');
    }
    assert.equal((await listed(remote)).length, 4);
  });

  test('a reader never sees a part of a write, nor a listing what is half there', async (t) => {
    const { remote, another } = await make(t);
    const sizes = [300_000, 7, 150_000];
    let over = false;
    const writer = (async () => {
      for (let n = 0; n < 40; n++) {
        const size = sizes[n % sizes.length] ?? 0;
        assert.equal(await remote.put('lease.json', new Uint8Array(size).fill(n)), 'stored');
        await remote.create(`head/${n}`, new Uint8Array(size).fill(n));
      }
    })().finally(() => (over = true));
    const reader = another();
    let looks = 0;
    const check = (body: Uint8Array) => {
      assert.ok(sizes.includes(body.length), `${body.length} bytes`);
      assert.ok(body.every((byte) => byte === body[0]));
    };
    while (!over) {
      const found = await reader.get('lease.json', bodyBytesMax);
      if (found !== null) check(found.body);
      for (const entry of await listed(reader, 'head/')) assert.ok(sizes.includes(entry.bytes), `${entry.bytes} listed`);
      looks += 1;
    }
    await writer;
    assert.ok(looks > 2, `only ${looks} looks`);
  });
}

function bodies(make: Make): void {
  test('every byte, no byte and 9 MiB come back as they were written', async (t) => {
    const { remote, another } = await make(t);
    const every = Uint8Array.from({ length: 1024 }, (_, n) => n % 256);
    const big = Uint8Array.from({ length: 9 * 1024 * 1024 }, (_, n) => (n * 31 + (n >> 10)) % 256);
    for (const [key, body] of [['bin', every], ['empty', new Uint8Array()], ['big', big]] as const) {
      assert.equal(await remote.create(`create/${key}`, body), 'stored');
      assert.equal(await remote.put(`put/${key}`, body), 'stored');
      for (const path of [`create/${key}`, `put/${key}`]) {
        const found = await another().get(path, bodyBytesMax);
        assert.ok(found !== null && Buffer.compare(found.body, body) === 0, `${path} differs`);
        assert.equal((await remote.head(path))?.bytes, body.length);
      }
    }
    assert.equal(await remote.create('create/empty', every), 'refused');
  });

  test('an object of exactly the bound is read, one byte more is damage and not absence', async (t) => {
    const { remote } = await make(t);
    await remote.put('project.json', new Uint8Array(1000));
    assert.equal((await remote.get('project.json', 1000))?.body.length, 1000);
    await assert.rejects(remote.get('project.json', 999), (error) => isFault(error, 'object-damaged') && error.data.key === 'project.json');
  });

  test('neither side can change the other by changing its own array', async (t) => {
    const { remote } = await make(t);
    const mine = bytes('mine');
    await remote.put('a', mine);
    mine.fill(0);
    const first = await remote.get('a', 10);
    first?.body.fill(0);
    assert.equal(await text(remote, 'a'), 'mine');
  });

  test('a view into a larger array is stored as the view alone', async (t) => {
    const { remote } = await make(t);
    await remote.put('a', bytes('xxviewxx').subarray(2, 6));
    assert.equal(await text(remote, 'a'), 'view');
  });
}

/** Names whose order goes wrong where folders are sorted as their bare names, or letters by a language's rules. */
const trickyKeys = [
  ...['a-b/c', 'a.b', 'a/b', 'a/b-c/d', 'a/c/d', 'a/c.d', 'a/c0', 'a0', 'a_b'],
  ...['b/0000000002-x', 'b/0000000010-x', 'c'],
];

function listings(make: Make, manyKeys: number): void {
  test('a listing is in byte order, within its prefix and after its start, wherever both lie', async (t) => {
    const { remote } = await make(t);
    for (const key of trickyKeys.toReversed()) await remote.put(key, bytes(key));
    const inOrder = [...trickyKeys].sort();
    const starts = ['', ...inOrder, 'a', 'a/', 'a/b-', 'a/c', 'a/c/', 'b', 'z', '0', '~'];
    for (const prefix of ['', 'a', 'a-', 'a-b/', 'a/', 'a/c', 'a/c/', 'b/00', 'b/0000000010-x', 'c', 'nothing', 'nothing/', 'a/b-c/d']) {
      for (const start of starts) {
        const expected = inOrder.filter((key) => key.startsWith(prefix) && key > start);
        const got = (await listed(remote, prefix, start)).map(({ key }) => key);
        assert.deepEqual(got, expected, `prefix '${prefix}' after '${start}'`);
      }
    }
    assert.deepEqual((await listed(remote)).map((entry) => entry.bytes), inOrder.map((key) => key.length));
  });

  test('a listing of nothing is empty', async (t) => {
    const { remote } = await make(t);
    assert.deepEqual(await listed(remote), []);
    assert.deepEqual(await listed(remote, 'head/', 'head/0000000007'), []);
  });

  test(`${manyKeys} objects are listed once each, all of them, from the middle too`, async (t) => {
    const { remote, another } = await make(t);
    const keys = Array.from({ length: manyKeys }, (_, n) => `log/d/core/${String(n).padStart(10, '0')}-x.seg`);
    await inGroupsOf(32, keys, async (key) => assert.equal(await remote.create(key, bytes('x')), 'stored'));
    assert.deepEqual((await listed(another(), 'log/')).map(({ key }) => key), keys);
    const middle = Math.floor(manyKeys / 2);
    assert.deepEqual((await listed(remote, 'log/d/', keys[middle])).map(({ key }) => key), keys.slice(middle + 1));
  });

  test('a listing may be left early', async (t) => {
    const { remote } = await make(t);
    for (let n = 0; n < 5; n++) await remote.put(`a/${n}`, bytes('x'));
    for await (const entry of remote.list('a/')) {
      assert.equal(entry.key, 'a/0');
      break;
    }
    assert.equal((await listed(remote)).length, 5);
  });

  test('every write and delete shows in the next listing', async (t) => {
    const { remote, another } = await make(t);
    const other = another();
    for (let n = 0; n < 20; n++) {
      await remote.create(`head/${n}`, bytes('x'));
      assert.ok((await listed(other, 'head/')).some(({ key }) => key === `head/${n}`));
      if (n % 2 === 0) continue;
      await remote.delete(`head/${n - 1}`);
      assert.ok(!(await listed(other, 'head/')).some(({ key }) => key === `head/${n - 1}`));
    }
  });
}

function names(make: Make): void {
  const device = '0f'.repeat(16);
  const ours = [
    'project.json',
    'lease.json',
    'keys/0001.age',
    `devices/${device}.json`,
    `log/${device}/core/0000000001-0123456789abcdef.seg`,
    `snapshots/${device}/0000000001-0123456789abcdef/part-0000`,
    `snapshots/${device}/0000000001-0123456789abcdef/manifest.json`,
    'head/0000000001.json',
    `head/0000000001-${device}.json`,
  ];

  test('every kind of name that Membridge writes can be created, listed and deleted', async (t) => {
    const { remote } = await make(t);
    for (const key of ours) assert.equal(await remote.create(key, bytes(key)), 'stored');
    assert.deepEqual((await listed(remote)).map(({ key }) => key), [...ours].sort());
    for (const key of ours) assert.equal(await text(remote, key), key);
    for (const key of ours) await remote.delete(key);
    assert.deepEqual(await listed(remote), []);
  });

  test('a name that leads out, is absolute or that not every store can hold is damage, before anything happens', async (t) => {
    const { remote } = await make(t);
    const bad = ['', '/', '/etc/passwd', '..', '../x', 'a/../b', 'a/..', './a', 'a/./b', 'a//b', 'a/', '/a', 'a\\b', 'A', 'a/B', '.a', 'a/.tmp-x', 'a.', 'a b', 'a\0b', 'a\nb', 'é', 'а', 'a:b', '~', 'a'.repeat(129), 'a/'.repeat(300) + 'a'];
    const before = remote.requests();
    for (const key of bad) {
      const damaged = (error: unknown) => isFault(error, 'object-damaged');
      await assert.rejects(remote.get(key, 10), damaged, `get ${JSON.stringify(key)}`);
      await assert.rejects(remote.head(key), damaged);
      await assert.rejects(remote.create(key, bytes('x')), damaged);
      await assert.rejects(remote.put(key, bytes('x')), damaged);
      await assert.rejects(remote.delete(key), damaged);
    }
    for (const prefix of ['/', '..', '../', 'a/../', '.', 'a/.', 'a//', 'A', 'a b', 'a\\']) {
      await assert.rejects(listed(remote, prefix), (error) => isFault(error, 'object-damaged'), `list ${prefix}`);
    }
    assert.equal(remote.requests(), before);
    assert.deepEqual(await listed(remote), []);
  });
}

function manners(make: Make): void {
  test("the store's time is near this machine's and does not go back", async (t) => {
    const { remote, another } = await make(t);
    let before = await remote.storeTime();
    assert.ok(Math.abs(before - Date.now()) < 60_000);
    for (let n = 0; n < 5; n++) {
      const now = await (n % 2 === 0 ? another() : remote).storeTime();
      assert.ok(now >= before, `${now} after ${before}`);
      before = now;
    }
    assert.deepEqual(await listed(remote), []);
  });

  test('every call is counted, also one that finds nothing or is refused', async (t) => {
    const { remote } = await make(t);
    let expected = remote.requests();
    const counts = async (what: string, act: () => Promise<unknown>) => {
      await act();
      expected += 1;
      assert.equal(remote.requests(), expected, what);
    };
    await counts('create', () => remote.create('a', bytes('x')));
    await counts('refused create', () => remote.create('a', bytes('x')));
    await counts('put', () => remote.put('a', bytes('x')));
    await counts('get', () => remote.get('a', 10));
    await counts('get of nothing', () => remote.get('b', 10));
    await counts('head', () => remote.head('a'));
    await counts('list', () => listed(remote));
    await counts('storeTime', () => remote.storeTime());
    await counts('delete', () => remote.delete('a'));
  });

  test('it says what it is and where, for people', async (t) => {
    const { remote } = await make(t);
    assert.ok(['folder', 's3', 'memory'].includes(remote.kind));
    assert.notEqual(remote.where, '');
  });
}

async function inGroupsOf<T>(size: number, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += size) await Promise.all(items.slice(from, from + size).map(act));
}
