import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { joinLines } from '../../../core/engine/records/join-segment.ts';
import { decodeSegment, encodeSegment, type SegmentPlace } from '../../../core/engine/records/segment-codec.ts';
import { segmentBoundKey, segmentKey } from '../../../core/model/bucket-keys.ts';
import { isFault } from '../../../core/model/errors.ts';
import type { Sha256 } from '../../../core/model/ids.ts';
import { edited } from '../../../core/model/records/edit.ts';
import { encodeRecord } from '../../../core/model/records/record-line.ts';
import { encodeSegmentHeader } from '../../../core/model/records/segment.ts';
import { stateHash, stateOf } from '../../../core/model/records/state.ts';
import type { Seal } from '../../../core/ports/seal.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { plainSeal } from '../../../core/remotes/seal/plain-seal.ts';
import { goldenKey, otherRepoId } from '../../remotes/seal/sealing-fixtures.ts';
import { deviceNamed, logMachine, recordOf, testRepo, type LogMachine } from '../../support/log-machine.ts';
import { memoryRecordStore } from '../../support/memory-record-store.ts';
import { memoryStore, type MemoryStore } from '../../support/memory-store.ts';

const seal = plainSeal(testRepo);

function logKeys(bucket: MemoryStore): string[] {
  return bucket.keys().filter((key) => key.startsWith('log/'));
}

/** Puts a segment of these plain bytes where a device would. */
async function putSegment(
  bucket: MemoryStore,
  place: SegmentPlace,
  plain: Uint8Array,
  by: Seal = seal,
): Promise<string> {
  const bytes = await by.seal(segmentBoundKey(place.device, place.stream, place.seq), plain, 'zstd');
  const hash = createHash('sha256').update(bytes).digest('hex');
  const key = segmentKey(place.device, place.stream, place.seq, hash);
  bucket.set(key, bytes);
  return key;
}

const lineOf = (machine: LogMachine, title: string) =>
  encodeRecord(recordOf(title, machine.device(), machine.clock.now()), machine.device());

/** A laptop with three segments `a`, `b`, `c`, the second replaced by `second`; and a board that has synced once. */
async function withSecond(second: (bucket: MemoryStore, laptop: LogMachine, key: string) => Promise<void> | void) {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  for (const title of ['a', 'b', 'c']) {
    laptop.write(title);
    await laptop.sync();
  }
  const key = logKeys(bucket)[1] ?? '';
  await second(bucket, laptop, key);
  const { fetched } = await board.sync();
  return { bucket, laptop, board, fetched };
}

const places = (machine: LogMachine) =>
  machine.store.quarantined().map(({ device, stream, seq, finding }) => ({ device, stream, seq, finding }));

test('what one device writes arrives at all others, once, and their next fetch costs one request', async () => {
  const bucket = memoryStore();
  const machines = ['laptop', 'board', 'desk'].map((label) => logMachine(bucket, label));
  for (const machine of machines) {
    machine.write(`from ${machine.tools.self.label}`);
    await machine.sync();
  }
  for (const machine of machines) await machine.sync();
  for (const machine of machines) {
    const others = machines.filter((other) => other !== machine).map((other) => `from ${other.tools.self.label}`);
    assert.deepEqual(machine.titles(), others.sort());
    assert.equal((await machine.sync()).requests, 1);
  }
});

test('a segment with a flipped bit is quarantined with device and number, and the others are applied', async () => {
  const { laptop, board } = await withSecond((bucket, _, key) =>
    bucket.corrupt(key, (body) => body.map((byte, at) => (at === body.length - 3 ? byte ^ 1 : byte))),
  );
  assert.deepEqual(board.titles(), ['a', 'c']);
  const finding = 'its name does not match its content';
  assert.deepEqual(places(board), [{ device: laptop.device(), stream: 'core', seq: 2, finding }]);
});

test('a segment of another project, a moved one and one without a mac are quarantined, never applied', async () => {
  const place = (laptop: LogMachine): SegmentPlace => ({ device: laptop.device(), stream: 'core', seq: 2, prev: null });
  const foreign = await withSecond(async (bucket, laptop, key) => {
    bucket.drop(key);
    const plain = encodeSegment(place(laptop), [lineOf(laptop, 'forged')]);
    await putSegment(bucket, place(laptop), plain, plainSeal(otherRepoId));
  });
  assert.deepEqual(foreign.board.titles(), ['a', 'c']);
  assert.match(places(foreign.board)[0]?.finding ?? '', /another project/);

  const moved = await withSecond((bucket, laptop, key) => {
    const third = logKeys(bucket)[2] ?? '';
    bucket.drop(key);
    const bytes = bucket.read(third)?.body ?? new Uint8Array();
    bucket.set(segmentKey(laptop.device(), 'core', 2, createHash('sha256').update(bytes).digest('hex')), bytes);
  });
  assert.deepEqual(moved.board.titles(), ['a', 'c']);
  assert.match(places(moved.board)[0]?.finding ?? '', /written as log/);
});

test('a segment sealed to the right recipient by somebody without the identity is quarantined', async () => {
  const age = await ageSeal(goldenKey);
  const other = await ageSeal({ ...goldenKey, repoId: otherRepoId });
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop', { seal: age });
  const board = logMachine(bucket, 'board', { seal: age });
  laptop.write('a');
  await laptop.sync();
  const place = { device: laptop.device(), stream: 'core', seq: 2, prev: null } as const;
  // The same recipient, another mac key: all that an age recipient alone can make.
  await putSegment(bucket, place, encodeSegment(place, [lineOf(laptop, 'forged')]), other);
  await board.sync();
  assert.deepEqual(board.titles(), ['a']);
  assert.match(places(board)[0]?.finding ?? '', /mac is wrong/);
});

test('wrong counts, bombs and headers of another place are holes; the author heals them with the bytes it kept', async () => {
  const bad: ((place: SegmentPlace) => Uint8Array)[] = [
    (place) => headed(place, { count: 5, plainBytes: 3 }, zstdCompressSync(Buffer.from('{}\n'))),
    (place) => headed(place, { count: 1, plainBytes: 100 }, zstdCompressSync(Buffer.alloc(100_000_000))),
    (place) => headed(place, { count: 1, plainBytes: 3 }, zstdCompressSync(Buffer.from('{}\n')).subarray(0, 9)),
    (place) => encodeSegment({ ...place, seq: 3 }, ['{}']),
  ];
  for (const make of bad) {
    let real = { key: '', bytes: new Uint8Array() };
    const { bucket, laptop, board } = await withSecond(async (store, author, key) => {
      real = { key, bytes: store.read(key)?.body.slice() ?? real.bytes };
      store.drop(key);
      const place = { device: author.device(), stream: 'core', seq: 2, prev: null } as const;
      await putSegment(store, place, make(place));
    });
    assert.deepEqual(board.titles(), ['a', 'c']);
    assert.equal(places(board)[0]?.seq, 2);
    await board.clock.advance(3_600_000);
    await board.sync();
    assert.equal((await laptop.sync()).published.resent, 1);
    await board.sync();
    assert.deepEqual(bucket.read(real.key)?.body, real.bytes);
    assert.deepEqual(board.titles(), ['a', 'b', 'c']);
    assert.deepEqual(board.store.cursor(laptop.device(), 'core').upTo, 3);
  }
});

function headed(place: SegmentPlace, part: { count: number; plainBytes: number }, packed: Uint8Array): Uint8Array {
  const header = encodeSegmentHeader({ format: 1, kind: 'segment', ...place, ...part, codec: 'zstd' });
  return Buffer.concat([Buffer.from(`${header}\n`), packed]);
}

test('a log of a later format is held without a request until Membridge is updated; other logs go on', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const desk = logMachine(bucket, 'desk');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  const place = { device: laptop.device(), stream: 'core', seq: 2, prev: null } as const;
  const later = await putSegment(bucket, place, Buffer.from('{"format":2,"kind":"segment"}\nrest'));
  desk.write('from the desk');
  await desk.sync();
  const { fetched } = await board.sync();
  assert.deepEqual(fetched.held, [laptop.device()]);
  assert.deepEqual(board.titles(), ['a', 'from the desk']);
  const again = await board.sync();
  assert.deepEqual([again.fetched.held.length, again.requests], [1, 1]);
  const updated = logMachine(bucket, 'board', { store: board.store, version: '2.0.0' });
  bucket.drop(later);
  await putSegment(bucket, place, encodeSegment(place, [lineOf(laptop, 'b')]));
  assert.deepEqual((await updated.sync()).fetched.held, []);
  assert.deepEqual(updated.titles(), ['a', 'b', 'from the desk']);
});

test('lines of a later version are left for it, the rest of the segment is applied, and unknown kinds are carried', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  await laptop.sync();
  const place = { device: laptop.device(), stream: 'core', seq: 1, prev: null } as const;
  const kindOf = (line: string) => line.replace('"kind":"observation"', '"kind":"dream"');
  const lines = [lineOf(laptop, 'a'), '{"pin":"x"}', '{"key":1}', kindOf(lineOf(laptop, 'dreamt'))];
  await putSegment(bucket, place, encodeSegment(place, lines));
  laptop.store.pack(
    {
      ...place,
      key: logKeys(bucket)[0] ?? '',
      sha256: hashIn(bucket),
      bytes: new Uint8Array(),
      count: 4,
      state: 'stored',
    },
    [],
  );
  await laptop.sync();
  await board.sync();
  assert.deepEqual(board.titles(), ['a', 'dreamt']);
  assert.deepEqual(
    board.store
      .allPending('observation', 'dream')
      .map(({ kind }) => kind)
      .sort(),
    ['dream', 'observation'],
  );
  assert.equal(board.store.cursor(laptop.device(), 'core').upTo, 1);
  assert.match(places(board)[0]?.finding ?? '', /record 2: a later Membridge wrote it/);
  const gets = await requestsFor(board, 'log/');
  assert.equal(gets, 0, 'this version does not ask again');
  const updated = logMachine(bucket, 'board', { store: board.store, version: '2.0.0' });
  assert.ok((await requestsFor(updated, 'log/')) > 0, 'a later one does');
});

test('a record whose key is known to be of another kind is left out, and the rest of its segment is not', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  await board.sync();
  const [wrong = ''] = laptop.write('a').map((record) => encodeRecord(record, laptop.device()));
  const bytes = encodeSegment({ device: laptop.device(), stream: 'core', seq: 9, prev: null }, [
    wrong.replace('"kind":"observation"', '"kind":"summary"'),
    lineOf(laptop, 'b'),
  ]);
  const { lines } = decodeSegment('segment', bytes);
  const joined = joinLines(board.store, laptop.device(), lines, 0);
  assert.deepEqual(joined, { records: 1, finding: 'record 1: its key is of another kind' });
  assert.deepEqual(board.titles(), ['a', 'b']);
});

function hashIn(bucket: MemoryStore): Sha256 {
  const bytes = bucket.read(logKeys(bucket)[0] ?? '')?.body ?? new Uint8Array();
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

async function requestsFor(machine: LogMachine, prefix: string): Promise<number> {
  let asked = 0;
  machine.remote.onRequest(({ key }) => {
    if (key.startsWith(prefix)) asked += 1;
    return 'go';
  });
  await machine.fetch();
  machine.remote.onRequest(null);
  return asked;
}

test('killed at any request a fetch goes on where it was: all records arrive, no segment is read twice', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  for (const title of ['a', 'b', 'c', 'd']) {
    laptop.write(title);
    await laptop.sync();
  }
  for (let killed = 1; killed <= 8; killed++) {
    const board = logMachine(bucket, 'board', { store: memoryRecordStore(deviceNamed('board')) });
    board.remote.onRequest(({ number }) => {
      if (number === killed) throw new Error('killed');
      return 'go';
    });
    await board.fetch().catch(() => undefined);
    board.remote.onRequest(null);
    const before = board.store.cursor(laptop.device(), 'core').upTo;
    assert.equal(before, board.titles().length, 'cursor and records are of one transaction');
    assert.equal((await board.fetch()).segments, 4 - before);
    assert.deepEqual(board.titles(), ['a', 'b', 'c', 'd']);
  }
});

test('both branches of a fork are applied, whichever was read first', async () => {
  for (const late of [false, true]) {
    const bucket = memoryStore();
    const laptop = logMachine(bucket, 'laptop');
    const board = logMachine(bucket, 'board');
    laptop.write('a');
    await laptop.sync();
    const copy = logMachine(bucket, 'copy', { store: laptop.store.copy() });
    laptop.write('left');
    await laptop.sync();
    if (late) await board.sync();
    // The copy stores its segment and is never seen again.
    copy.write('right');
    copy.remote.onRequest(({ call, key }) => {
      if (call === 'list' && key.startsWith('log/')) throw new Error('killed');
      return 'go';
    });
    await assert.rejects(copy.publish(), /killed/);
    laptop.write('later');
    await laptop.sync();
    await board.sync();
    assert.deepEqual(board.titles(), ['a', 'later', 'left', 'right'], late ? 'read before' : 'read together');
  }
});

test('a fork that lies behind the cursor is found by the chain and read from its first number', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  const copy = logMachine(bucket, 'copy', { store: laptop.store.copy() });
  for (const title of ['left 1', 'left 2']) {
    laptop.write(title);
    await laptop.sync();
  }
  await board.sync();
  const [, left1, left2] = logKeys(bucket);
  // A store that shows the other branch only now; its writer goes on from it, and the first one is gone.
  for (const key of [left1, left2]) if (key !== undefined) bucket.drop(key);
  for (const title of ['right 1', 'right 2', 'right 3']) {
    copy.write(title);
    await copy.sync();
  }
  if (left1 !== undefined) bucket.set(left1, laptop.store.ownSegment('core', 2)?.bytes ?? new Uint8Array());
  await board.sync();
  assert.deepEqual(board.titles(), ['a', 'left 1', 'left 2', 'right 1', 'right 2', 'right 3']);
});

test('concurrent versions of one record are merged while they wait, and what one of them loses is listed', async () => {
  const bucket = memoryStore();
  const [laptop, desk, board] = ['laptop', 'desk', 'board'].map((label) => logMachine(bucket, label)) as [
    LogMachine,
    LogMachine,
    LogMachine,
  ];
  const [record] = laptop.write('a');
  assert.ok(record);
  const before = stateOf(record);
  assert.equal(before.kind, 'live');
  for (const [machine, title] of [
    [laptop, 'by the laptop'],
    [desk, 'by the desk'],
  ] as const) {
    if (before.kind !== 'live') return;
    const writer = { device: machine.device(), wallMs: machine.clock.now() + title.length };
    const edit = edited(record, { title, type: 'discovery' }, before, writer);
    assert.ok(edit);
    machine.store.addUnsent(edit);
    await machine.sync();
  }
  await board.sync();
  assert.equal(board.titles().length, 1);
  const listed = board.store.conflicts(false);
  assert.deepEqual(
    listed.map(({ columns }) => columns),
    [['title']],
  );
  const other = logMachine(bucket, 'other');
  await other.sync();
  const hashes = [board, other].map(({ store }) =>
    store.allPending('observation', 'dream').map(({ state }) => stateHash(state)),
  );
  assert.deepEqual(hashes[0], hashes[1]);
});

test('a bucket that went back is suspected at first, known a minute later, and never written to', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  await board.sync();
  const old = bucket.snapshot();
  laptop.write('b');
  await laptop.sync();
  await board.sync();
  bucket.rollBack(old);
  for (const machine of [board, laptop]) {
    machine.write('new');
    const first = await machine.sync();
    assert.equal(first.fetched.rollback?.state, 'suspected', machine.tools.self.label);
    assert.equal(first.published.segments, 0);
    await machine.clock.advance(61_000);
    const second = await machine.sync();
    assert.equal(second.fetched.rollback?.state, 'confirmed');
    assert.deepEqual([second.published.segments, second.published.reported], [0, false]);
  }
  assert.match(String((await board.fetch()).rollback?.evidence), /head 1, was 2/);
  assert.match(String((await laptop.fetch()).rollback?.evidence), /is missing/);
});

test('a reader that never saw the newer head learns of the rollback from another device', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  const old = bucket.snapshot();
  laptop.write('b');
  await laptop.sync();
  await board.sync();
  const file = `devices/${board.device()}.json`;
  const told = bucket.read(file)?.body ?? new Uint8Array();
  bucket.rollBack(old);
  bucket.set(file, told);
  const desk = logMachine(bucket, 'desk');
  assert.equal((await desk.sync()).fetched.rollback?.state, 'suspected');
});

test('a device that is not listed is unknown, and what it published goes on to count', async () => {
  const { bucket, laptop, board } = await withSecond((store, _, key) => store.drop(key));
  bucket.drop(`devices/${laptop.device()}.json`);
  assert.equal((await board.fetch()).rollback, null);
  assert.equal(board.store.cursor(laptop.device(), 'core').upTo, 1);
  const bytes = laptop.store.ownSegment('core', 2)?.bytes ?? new Uint8Array();
  bucket.set(laptop.store.ownSegment('core', 2)?.key ?? '', bytes);
  await board.fetch();
  assert.deepEqual(board.titles(), ['a', 'b', 'c']);
});

test('a device file that cannot be read is quarantined, the one before counts, and a good one heals it', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  const board = logMachine(bucket, 'board');
  laptop.write('a');
  await laptop.sync();
  await board.sync();
  bucket.corrupt(`devices/${laptop.device()}.json`, (body) => body.slice(0, -5));
  await board.sync();
  assert.deepEqual(
    places(board).map(({ seq }) => seq),
    [0],
  );
  assert.equal((await board.sync()).requests, 1);
  laptop.write('b');
  await laptop.sync();
  await board.sync();
  assert.deepEqual([board.titles(), places(board)], [['a', 'b'], []]);
});

test('a dead remote ends the fetch with its fault, and what was fetched stays', async () => {
  const bucket = memoryStore();
  const laptop = logMachine(bucket, 'laptop');
  for (const title of ['a', 'b']) {
    laptop.write(title);
    await laptop.sync();
  }
  const board = logMachine(bucket, 'board');
  board.remote.onRequest(({ number }) => (number > 4 ? 'unreachable' : 'go'));
  await assert.rejects(board.fetch(), (error) => isFault(error, 'remote-unreachable'));
  assert.deepEqual(board.titles(), ['a']);
});

test('ten devices that sync in turns on a store that ignores conditions hold one record set', async () => {
  const bucket = memoryStore();
  const machines = Array.from({ length: 10 }, (_, index) =>
    logMachine(bucket, `device ${index}`, { personality: { conditions: 'ignored' } }),
  );
  let turn = 7;
  for (let step = 0; step < 120; step++) {
    turn = (turn * 31 + 17) % 10_007;
    const machine = machines[turn % 10];
    if (turn % 3 === 0) machine?.write(`memory ${step}`);
    await machine?.sync();
  }
  for (let round = 0; round < 2; round++) for (const machine of machines) await machine.sync();
  const written = machines.map((machine) => machine.store.ownHead('core')?.seq ?? 0);
  const total = written.reduce((sum, each) => sum + each, 0);
  for (const [index, machine] of machines.entries()) {
    assert.equal(machine.titles().length, total - (written[index] ?? 0));
    assert.equal((await machine.sync()).requests, 1);
  }
});
