import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { bytes, listed, textOf, type MakeRemote } from './remote-under-test.ts';

export function remoteNames(make: MakeRemote): void {
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
    assert.deepEqual(
      (await listed(remote)).map(({ key }) => key),
      [...ours].sort(),
    );
    for (const key of ours) assert.equal(await textOf(remote, key), key);
    for (const key of ours) await remote.delete(key);
    assert.deepEqual(await listed(remote), []);
  });

  test('a name that leads out, is absolute or that not every store can hold is damage, before anything happens', async (t) => {
    const { remote } = await make(t);
    const bad = [
      '',
      '/',
      '/etc/passwd',
      '..',
      '../x',
      'a/../b',
      'a/..',
      './a',
      'a/./b',
      'a//b',
      'a/',
      '/a',
      'a\\b',
      'A',
      'a/B',
      '.a',
      'a/.tmp-x',
      'a.',
      'a b',
      'a\0b',
      'a\nb',
      'é',
      'а',
      'a:b',
      '~',
      'a'.repeat(129),
      'a/'.repeat(300) + 'a',
    ];
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

export function remoteManners(make: MakeRemote, looksFirst: boolean): void {
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
      if (!looksFirst) assert.equal(remote.requests(), expected, what);
      else assert.ok(remote.requests() >= expected, what);
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
