import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { headsPrefix, leaseKey, parseHeadKey } from '../../core/model/bucket-keys.ts';
import { isFault } from '../../core/model/errors.ts';
import { verify } from '../../core/engine/verify.ts';
import { engineMachine, type EngineMachine } from '../support/engine-machine.ts';
import { memoryRemote, type MemoryRemote, type Personality } from '../support/memory-remote.ts';
import type { Fate } from '../support/memory-requests.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';

/** One machine whose requests a test can tamper with, over a store that another one can look at. */
async function tampered(t: TestContext, personality: Personality = {}) {
  const store = memoryStore();
  const remote = memoryRemote(store, personality);
  const laptop = await engineMachine(t, 'laptop', store, { remote, personality });
  const board = await engineMachine(t, 'board', store, { personality });
  return { store, remote, laptop, board };
}

function loseNth(remote: MemoryRemote, number: number, fate: Fate): () => boolean {
  let seen = 0;
  remote.onRequest(() => (++seen === number ? fate : 'go'));
  return () => seen >= number;
}

function assertTidy(machine: EngineMachine, store: MemoryStore): void {
  assert.deepEqual(readdirSync(join(machine.home, 'scratch')), []);
  assert.equal(machine.machine.state.publishJournal(), null);
  assert.equal(machine.machine.state.replaceJournal(), null);
  const revisions = store.keys().filter((key) => key.startsWith(headsPrefix) && parseHeadKey(key)?.device !== null);
  assert.equal(
    new Set(revisions.map((key) => parseHeadKey(key)?.revision)).size,
    revisions.length,
    'no revision twice',
  );
  const named = new Set(revisions.length > 0 ? store.keys().filter((key) => key.endsWith('manifest.json')) : []);
  assert.ok(named.size <= revisions.length + 1, 'at most one image that no head names');
  assert.ok(store.keys().includes(leaseKey));
}

describe('a push through a store that loses requests and replies', () => {
  for (const fate of ['lose-reply', 'lose-request', 'unreachable'] as const) {
    it(`ends right with ${fate} at every request in turn, and the next run completes it`, async (t) => {
      let walked = 0;
      for (let number = 1; ; number++) {
        const { store, remote, laptop, board } = await tampered(t);
        laptop.add('one');
        await laptop.run();
        laptop.add('two');
        const reached = loseNth(remote, number, fate);
        await laptop.run().catch((error: unknown) => {
          assert.ok(isFault(error) && (error.exit === 5 || error.exit === 3), String(error));
        });
        const met = reached();
        remote.onRequest(null);
        await laptop.run();
        assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' });
        await board.run();
        assert.deepEqual(board.notes(), ['one', 'two'], `request ${number}`);
        assert.deepEqual((await verify(board.machine, {})).findings, []);
        assertTidy(laptop, store);
        if (!met) break;
        walked = number;
      }
      assert.ok(walked >= 12, `a push makes requests that can get lost: ${walked}`);
    });
  }
});

describe('a pull through a store that loses requests and replies', () => {
  it('changes the database wholly or not at all, and the next run completes it', async (t) => {
    for (let number = 1; ; number++) {
      const { store, remote, laptop, board } = await tampered(t);
      board.add('one');
      await board.run();
      await laptop.run();
      board.add('two');
      await board.run();
      const reached = loseNth(remote, number, 'unreachable');
      await laptop.run().catch((error: unknown) => assert.ok(isFault(error, 'remote-unreachable'), String(error)));
      const met = reached();
      remote.onRequest(null);
      assert.ok([['one'], ['one', 'two']].some((notes) => JSON.stringify(notes) === JSON.stringify(laptop.notes())));
      await laptop.run();
      assert.deepEqual(laptop.notes(), ['one', 'two']);
      assertTidy(laptop, store);
      if (!met) return assert.ok(number > 5);
    }
  });
});

describe('a store that says no', () => {
  it('denied, full and missing are told apart, and nothing changes here', async (t) => {
    for (const [fate, code] of [
      ['denied', 'remote-denied'],
      ['full', 'remote-full'],
      ['missing', 'remote-missing'],
    ] as const) {
      const { remote, laptop } = await tampered(t);
      laptop.add('one');
      remote.onRequest(() => fate);
      await assert.rejects(laptop.run(), { code, exit: 5 });
      remote.onRequest(null);
      assert.equal((await laptop.run()).decision.kind, 'push');
    }
  });

  it('a stale listing is not taken for an emptied bucket', async (t) => {
    const { laptop, board } = await tampered(t, { listLagChanges: 4 });
    laptop.add('one');
    await laptop.run();
    assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' });
    void board;
  });
});
