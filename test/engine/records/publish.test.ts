import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { parseSegmentKey } from '../../../core/model/bucket-keys.ts';
import { parseDeviceFile } from '../../../core/model/device-file.ts';
import { isFault } from '../../../core/model/errors.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { goldenKey } from '../../remotes/seal/sealing-fixtures.ts';
import { deviceNamed, logMachine, testRepo } from '../../support/log-machine.ts';
import { memoryRecordStore } from '../../support/memory-record-store.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { plainSeal } from '../../../core/remotes/seal/plain-seal.ts';

const segmentsOf = (keys: readonly string[]) => keys.flatMap((key) => parseSegmentKey(key) ?? []);

test('one new memory costs four requests and less than 4 KB in a whole sync, and a sync without news one listing', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop', { seal: await ageSeal(goldenKey) });
  await laptop.sync();
  const before = bucket.snapshot();
  laptop.write('the one memory');
  const { published, requests } = await laptop.sync();
  assert.equal(published.segments, 1);
  assert.equal(requests, 4);
  const written = bucket.keys().filter((key) => bucket.read(key) !== before.get(key));
  const bytes = written.reduce((sum, key) => sum + (bucket.read(key)?.body.length ?? 0), 0);
  assert.deepEqual(written.length, 2);
  assert.ok(bytes <= 4_096, `${bytes} bytes`);
  const idle = await laptop.sync();
  assert.equal(idle.requests, 1);
  assert.equal(idle.published.reported, false);
});

test('every request of a publish lost in turn ends in the same bucket, and every name is written with the same bytes', async () => {
  for (const fate of ['lose-request', 'lose-reply'] as const) {
    for (let lost = 1; lost <= 8; lost++) {
      const bucket = memoryStore();
      const laptop = logMachine(bucket, 'laptop');
      const board = logMachine(bucket, 'board');
      laptop.write('a', 'b');
      laptop.remote.onRequest(({ number }) => (number === lost ? fate : 'go'));
      let failures = 0;
      for (let round = 0; round < 3; round++) {
        await laptop.sync().catch((error: unknown) => {
          assert.ok(isFault(error), String(error));
          failures += 1;
        });
      }
      laptop.remote.onRequest(null);
      assert.ok(failures <= 1);
      const names = segmentsOf(bucket.keys());
      assert.deepEqual([names.length, names[0]?.seq], [1, 1], `${fate} ${lost}`);
      assert.equal(laptop.store.unverified('core', 1).length, 0);
      await board.sync();
      assert.deepEqual(board.titles(), ['a', 'b']);
      assert.equal((await laptop.sync()).published.clone, null);
    }
  }
});

test('killed at any request and started again, a device publishes everything once under one id', async () => {
  for (let killed = 1; killed <= 12; killed++) {
    const bucket = memoryStore();
    const store = memoryRecordStore(deviceNamed('laptop'));
    const laptop = logMachine(bucket, 'laptop', { store });
    laptop.write('a');
    let alive = true;
    laptop.remote.onRequest(({ number }) => {
      alive &&= number < killed;
      if (!alive) throw new Error('killed');
      return 'go';
    });
    for (const title of ['b', 'c']) {
      await laptop.sync().catch(() => undefined);
      laptop.write(title);
    }
    const again = logMachine(bucket, 'laptop', { store });
    const { published } = await again.sync();
    assert.equal(published.clone, null);
    await again.sync();
    const board = logMachine(bucket, 'board');
    await board.sync();
    assert.deepEqual(board.titles(), ['a', 'b', 'c'], `killed at ${killed}`);
    const seqs = segmentsOf(bucket.keys()).map(({ seq }) => seq);
    assert.deepEqual(seqs, [...new Set(seqs)], 'no number has two names');
  }
});

test('a store whose listings lag never makes a device believe in a clone or a rollback', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop', { personality: { listLagChanges: 2 } });
  const board = logMachine(bucket, 'board', { personality: { listLagChanges: 3 } });
  for (let round = 0; round < 12; round++) {
    laptop.write(`laptop ${round}`);
    for (const machine of [laptop, board]) {
      const { fetched, published } = await machine.sync();
      assert.deepEqual([fetched.rollback, published.clone], [null, null]);
      await machine.clock.advance(90_000);
    }
  }
  assert.ok(board.titles().length >= 9, `${board.titles().length} arrived`);
});

test('of two copies of one home the one that notices takes a new id and publishes its own again; nothing is lost', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  laptop.write('before');
  await laptop.sync();
  const copy = logMachine(bucket, 'copy', { store: laptop.store.copy() });
  laptop.write('on the laptop');
  await laptop.sync();
  copy.write('on the copy');
  copy.write('on the copy, later');
  const { published } = await copy.sync();
  assert.deepEqual(
    { ...published.clone, device: 'new' },
    { kind: 'cloned', stream: 'core', at: 2, former: laptop.device(), device: 'new' },
  );
  assert.notEqual(copy.device(), laptop.device());
  await copy.sync();
  await laptop.sync();
  const board = logMachine(bucket, 'board');
  await board.sync();
  assert.deepEqual(board.titles(), ['before', 'on the copy', 'on the copy, later', 'on the laptop']);
  assert.deepEqual(
    laptop.titles().filter((title) => title.startsWith('on the copy')),
    ['on the copy', 'on the copy, later'],
  );
  assert.deepEqual(copy.titles(), ['on the laptop']);
  for (const machine of [laptop, copy, board]) assert.equal((await machine.sync()).published.clone, null);
});

test('a copy of a home that has published nothing is noticed too, before it writes the device file', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const copy = logMachine(bucket, 'copy', { store: laptop.store.copy() });
  laptop.write('a');
  await laptop.sync();
  assert.equal((await copy.sync()).published.clone?.at, 1);
  assert.equal((await laptop.sync()).fetched.rollback, null);
});

test('a copy that is killed at any request while it takes its new id still publishes everything', async () => {
  for (let killed = 1; killed <= 12; killed++) {
    const bucket = memoryStore();
    const laptop = logMachine(bucket, 'laptop');
    laptop.write('before');
    await laptop.sync();
    const copy = logMachine(bucket, 'copy', { store: laptop.store.copy() });
    laptop.write('here');
    await laptop.sync();
    copy.write('there');
    copy.remote.onRequest(({ number }) => {
      if (number >= killed) throw new Error('killed');
      return 'go';
    });
    await copy.sync().catch(() => undefined);
    const again = logMachine(bucket, 'again', { store: copy.store });
    await again.sync();
    const board = logMachine(bucket, 'board');
    await board.sync();
    assert.deepEqual(board.titles(), ['before', 'here', 'there'], `killed at ${killed}`);
  }
});

test('a name that nobody of the project sealed does not frighten a device out of its id', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  bucket.set(`log/${laptop.device()}/core/0000000001-0123456789abcdef.seg`, Buffer.from('junk'));
  laptop.write('a');
  assert.equal((await laptop.sync()).published.clone, null);
});

test('a segment that the store lost after saying stored is sent again', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  laptop.write('a');
  laptop.remote.onRequest(({ call, key }) => {
    if (call === 'list' && key.startsWith('log/'))
      for (const name of bucket.keys()) if (name.startsWith('log/')) bucket.drop(name);
    return 'go';
  });
  await laptop.publish();
  laptop.remote.onRequest(null);
  assert.equal(segmentsOf(bucket.keys()).length, 1);
  const board = logMachine(bucket, 'board');
  await board.sync();
  assert.deepEqual(board.titles(), ['a']);
});

test('a record of 6 MB travels alone; one of 40 MB is listed as too large and holds up nobody', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  laptop.write('small', 'x'.repeat(6_000_000), 'y'.repeat(40_000_000), 'last');
  const { published } = await laptop.sync();
  assert.deepEqual([published.segments, published.records], [3, 3]);
  assert.deepEqual(
    laptop.store.tooLarge().map(({ bytes }) => bytes > 40_000_000),
    [true],
  );
  const board = logMachine(bucket, 'board');
  await board.sync();
  assert.deepEqual(
    board
      .titles()
      .map(({ length }) => length)
      .sort((a, b) => a - b),
    [4, 5, 6_000_000],
  );
});

test('the bytes of 1, 20 and 100 memories stay within their goals, sealed and padded', async () => {
  const goals = new Map([
    [1, 4_096],
    [20, 20_480],
    [100, 81_920],
  ]);
  for (const [count, goal] of goals) {
    const bucket = memoryStore();
    const laptop = logMachine(bucket, 'laptop', { seal: await ageSeal(goldenKey) });
    laptop.write(...Array.from({ length: count }, (_, index) => memoryText(index)));
    const { published, requests } = await laptop.sync();
    const bytes = bucket.keys().reduce((sum, key) => sum + (bucket.read(key)?.body.length ?? 0), 0);
    assert.equal(published.segments, 1);
    assert.equal(requests, 4);
    assert.ok(bytes <= goal, `${count}: ${bytes} bytes`);
  }
});

/** About what an observation has: a kilobyte of words that repeat as words do. */
function memoryText(seed: number): string {
  const words =
    'session merge record bucket device memory column worker parser segment header index search cache'.split(' ');
  const text = Array.from(
    { length: 120 },
    (_, at) => `${words[(seed * 7 + at * at * 3) % words.length]}${(seed * at) % 17}`,
  );
  return `${seed} ${text.join(' ')}`;
}

test('what another device misses is sent again with the same bytes', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  laptop.write('b');
  await laptop.sync();
  const [first = ''] = bucket.keys().filter((key) => key.startsWith('log/'));
  const bytes = bucket.read(first)?.body;
  bucket.drop(first);
  await board.sync();
  assert.deepEqual(board.titles(), ['b']);
  await board.clock.advance(3_600_000);
  await board.sync();
  const { published } = await laptop.sync();
  assert.equal(published.resent, 1);
  assert.deepEqual(bucket.read(first)?.body, bytes);
  await board.sync();
  assert.deepEqual(board.titles(), ['a', 'b']);
  assert.deepEqual(board.store.quarantined(), []);
});

test('the device file names only segments that are stored', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  laptop.write('a');
  await laptop.sync();
  laptop.write('b');
  laptop.remote.onRequest(({ call, key }) => (call === 'put' && key.startsWith('log/') ? 'full' : 'go'));
  await laptop.clock.advance(25 * 3_600_000);
  await assert.rejects(laptop.sync(), (error) => isFault(error, 'remote-full'));
  const key = `devices/${laptop.device()}.json`;
  const text = new TextDecoder().decode(
    await plainSeal(testRepo).unseal(key, bucket.read(key)?.body ?? new Uint8Array()),
  );
  assert.equal(parseDeviceFile(key, text).merge?.heads['core']?.seq, 1);
});
