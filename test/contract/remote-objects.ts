import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { bodyBytesMax, bytes, listed, textOf, type MakeRemote } from './remote-under-test.ts';

export function remoteWrites(make: MakeRemote): void {
  test('what was put is read back, listed and looked at by another device at once', async (t) => {
    const { remote, another } = await make(t);
    assert.equal(await remote.put('devices/a.json', bytes('one')), 'stored');
    const other = another();
    assert.equal(await textOf(other, 'devices/a.json'), 'one');
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
      assert.equal(await textOf(remote, 'lease.json'), body);
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

  test('what is not there is null, also beside what is there', async (t) => {
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
    assert.deepEqual(
      (await listed(another())).map(({ key }) => key),
      ['snapshots/a/1-b/part-0001'],
    );
    await remote.delete('snapshots/a/1-b/part-0001');
    assert.deepEqual(await listed(remote), []);
    assert.equal(await remote.create('snapshots/a/1-b/part-0001', bytes('new')), 'stored');
    assert.equal(await textOf(remote, 'snapshots/a/1-b/part-0001'), 'new');
  });
}

export function remoteBodies(make: MakeRemote): void {
  test('every byte, no byte and 9 MiB come back as they were written', async (t) => {
    const { remote, another } = await make(t);
    const every = Uint8Array.from({ length: 1024 }, (_, n) => n % 256);
    const big = Uint8Array.from({ length: 9 * 1024 * 1024 }, (_, n) => (n * 31 + (n >> 10)) % 256);
    for (const [key, body] of [
      ['bin', every],
      ['empty', new Uint8Array()],
      ['big', big],
    ] as const) {
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
    await assert.rejects(
      remote.get('project.json', 999),
      (error) => isFault(error, 'object-damaged') && error.data.key === 'project.json',
    );
  });

  test('neither side can change the other by changing its own array', async (t) => {
    const { remote } = await make(t);
    const mine = bytes('mine');
    await remote.put('a', mine);
    mine.fill(0);
    const first = await remote.get('a', 10);
    first?.body.fill(0);
    assert.equal(await textOf(remote, 'a'), 'mine');
  });

  test('a view into a larger array is stored as the view alone', async (t) => {
    const { remote } = await make(t);
    await remote.put('a', bytes('xxviewxx').subarray(2, 6));
    assert.equal(await textOf(remote, 'a'), 'view');
  });
}
