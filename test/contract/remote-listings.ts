import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, listed, type MakeRemote } from './remote-under-test.ts';

/** Names whose order goes wrong where folders are sorted as their bare names, or letters by a language's rules. */
const trickyKeys = [
  'a-b/c',
  'a.b',
  'a/b',
  'a/b-c/d',
  'a/c/d',
  'a/c.d',
  'a/c0',
  'a0',
  'a_b',
  'b/0000000002-x',
  'b/0000000010-x',
  'c',
];

export function remoteListings(make: MakeRemote, manyKeys: number): void {
  test('a listing is in byte order, within its prefix and after its start, wherever both lie', async (t) => {
    const { remote } = await make(t);
    for (const key of trickyKeys.toReversed()) await remote.put(key, bytes(key));
    const inOrder = [...trickyKeys].sort();
    const starts = ['', ...inOrder, 'a', 'a/', 'a/b-', 'a/c', 'a/c/', 'b', 'z', '0', '~'];
    for (const prefix of [
      '',
      'a',
      'a-',
      'a-b/',
      'a/',
      'a/c',
      'a/c/',
      'b/00',
      'b/0000000010-x',
      'c',
      'nothing',
      'nothing/',
      'a/b-c/d',
    ]) {
      for (const start of starts) {
        const expected = inOrder.filter((key) => key.startsWith(prefix) && key > start);
        const got = (await listed(remote, prefix, start)).map(({ key }) => key);
        assert.deepEqual(got, expected, `prefix '${prefix}' after '${start}'`);
      }
    }
    assert.deepEqual(
      (await listed(remote)).map((entry) => entry.bytes),
      inOrder.map((key) => key.length),
    );
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
    assert.deepEqual(
      (await listed(another(), 'log/')).map(({ key }) => key),
      keys,
    );
    const middle = Math.floor(manyKeys / 2);
    assert.deepEqual(
      (await listed(remote, 'log/d/', keys[middle])).map(({ key }) => key),
      keys.slice(middle + 1),
    );
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

async function inGroupsOf<T>(size: number, items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += size) await Promise.all(items.slice(from, from + size).map(act));
}
