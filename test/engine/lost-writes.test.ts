import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeNew, storeOver } from '../../core/engine/vault.ts';
import { leaseKey } from '../../core/model/bucket-keys.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { testRepoId } from '../support/engine-machine.ts';
import { memoryRemote } from '../support/memory-remote.ts';
import type { Fate } from '../support/memory-requests.ts';
import { memoryStore } from '../support/memory-store.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const key = 'head/0000000001.json';

/** A vault whose nth request meets the nth fate, after `meanwhile` changed what it wants to. */
function vaultWith(fates: readonly Fate[], meanwhile: (number: number) => void = () => undefined) {
  const store = memoryStore();
  const remote = memoryRemote(store);
  remote.onRequest(({ number }) => {
    meanwhile(number);
    return fates[number - 1] ?? 'go';
  });
  const seal = plainSeal(testRepoId);
  const there = async (name: string) => (await memoryRemote(store).get(name, 1_000))?.body;
  return { store, remote, seal, there };
}

for (const [fate, requests] of [
  ['lose-reply', 2],
  ['lose-request', 3],
] as const) {
  test(`a new object that meets ${fate} is stored, with ${requests} requests`, async () => {
    const vault = vaultWith([fate]);
    assert.equal((await storeNew(vault, key, bytes('ours'), 'json')).result, 'stored');
    assert.equal(vault.remote.requests(), requests);
    assert.deepEqual(await vault.there(key), await vault.seal.seal(key, bytes('ours'), 'json'));
  });

  test(`a write over what is there that meets ${fate} is stored, with ${requests} requests`, async () => {
    for (const named of [true, false]) {
      const vault = vaultWith([fate]);
      vault.store.set(leaseKey, bytes('before'));
      const etag = vault.store.read(leaseKey)?.etag;
      const result = await storeOver(vault, leaseKey, bytes('ours'), named ? etag : undefined);
      assert.deepEqual([result, vault.remote.requests()], ['stored', requests]);
      assert.deepEqual(await vault.there(leaseKey), await vault.seal.seal(leaseKey, bytes('ours'), 'json'));
    }
  });
}

test('what another wrote meanwhile is never written over', async () => {
  const theirs = bytes('theirs');
  // Before the look, and between the look and the second sending.
  for (const moment of [2, 3]) {
    const creating = vaultWith(['lose-request'], (n) => n === moment && creating.store.set(key, theirs));
    assert.equal((await storeNew(creating, key, bytes('ours'), 'json')).result, 'refused');
    assert.deepEqual(await creating.there(key), theirs);

    const writing = vaultWith(['lose-request'], (n) => n === moment && writing.store.set(leaseKey, theirs));
    writing.store.set(leaseKey, bytes('before'));
    const etag = writing.store.read(leaseKey)?.etag ?? '';
    assert.equal(await storeOver(writing, leaseKey, bytes('ours'), etag), 'refused');
    assert.deepEqual(await writing.there(leaseKey), theirs);
  }
});

test('a first sending that comes late, before the second, is known as ours', async () => {
  const ours = await plainSeal(testRepoId).seal(key, bytes('ours'), 'json');
  const vault = vaultWith(['lose-request'], (number) => number === 3 && vault.store.set(key, ours));
  assert.equal((await storeNew(vault, key, bytes('ours'), 'json')).result, 'stored');
  assert.equal(vault.remote.requests(), 4);
});

test('what was lost twice is unknown, and not sent a third time', async () => {
  const vault = vaultWith(['lose-request', 'go', 'lose-request']);
  await assert.rejects(storeNew(vault, key, bytes('ours'), 'json'), { code: 'remote-unknown', exit: 5 });
  assert.equal(vault.remote.requests(), 4);
});
