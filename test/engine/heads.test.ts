import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHead } from '../../core/engine/lock/heads.ts';
import { isFault } from '../../core/model/errors.ts';
import { storeNew } from '../../core/engine/vault.ts';
import { encodeHead } from '../../core/model/head.ts';
import { engineMachine } from '../support/engine-machine.ts';
import { memoryStore } from '../support/memory-store.ts';
import { head } from '../model/sample.ts';

for (const conditions of ['atomic', 'racy'] as const) {
  test(`a machine that is several revisions behind takes the newest one, on a store that is ${conditions}`, async (t) => {
    const store = memoryStore();
    const laptop = await engineMachine(t, 'laptop', store, { personality: { conditions } });
    const board = await engineMachine(t, 'board', store, { personality: { conditions } });
    laptop.add('one');
    await laptop.run();
    await board.run();
    for (const note of ['two', 'three', 'four']) {
      laptop.add(note);
      await laptop.run();
    }
    assert.equal((await board.run()).decision.kind, 'pull');
    assert.deepEqual(board.notes(), laptop.notes());
    board.add('five');
    await board.run();
    await laptop.run();
    assert.deepEqual(laptop.notes(), board.notes());
  });
}

test('a head that lies under the name of another revision or device is damage', async (t) => {
  const { machine } = await engineMachine(t, 'laptop', memoryStore());
  const told = head(2, { nonce: '2', device: 'b' });
  for (const key of ['head/0000000003.json', `head/0000000002-${'a'.repeat(32)}.json`]) {
    await storeNew(machine, key, new TextEncoder().encode(encodeHead(told)), 'json');
    await assert.rejects(readHead(machine, key), (error) => isFault(error, 'object-damaged'));
  }
});
