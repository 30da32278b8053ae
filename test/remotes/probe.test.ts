import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { encodeGradeNote, gradeOf, parseGradeNote, type ProbeEvidence } from '../../core/model/grade.ts';
import { probeName } from '../../core/model/probe-keys.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { probe } from '../../core/remotes/probe.ts';
import { listed } from '../contract/remote-under-test.ts';
import { memoryRemote, type MemoryRemote, type Personality } from '../support/memory-remote.ts';
import { memoryStore } from '../support/memory-store.ts';
import { newFolder } from './folder/folder-under-test.ts';

const tools = { clock: systemClock, random: systemRandom };

describe('the probe of a store', () => {
  const personalities = [
    ['atomic', 'A'],
    ['racy', 'B'],
    ['refused', 'C'],
    ['ignored', 'D'],
  ] as const;
  for (const [conditions, grade] of personalities) {
    test(`gives a store whose conditions are ${conditions} grade ${grade}, and leaves nothing there`, async () => {
      const store = memoryStore();
      const remote = memoryRemote(store, { conditions });
      assert.equal(gradeOf(await probe(remote, tools)), grade);
      assert.deepEqual(store.keys(), []);
      assert.ok(remote.requests() < 130, `${remote.requests()} requests`);
    });
  }

  test('does not race a store that refuses or ignores conditions', async () => {
    for (const conditions of ['refused', 'ignored'] as const) {
      const remote = memoryRemote(memoryStore(), { conditions });
      const { rounds } = await probe(remote, tools);
      assert.deepEqual(rounds, []);
      assert.ok(remote.requests() < 25, `${remote.requests()} requests`);
    }
  });

  test('does not call a store atomic whose listing lags', async () => {
    const seen = await probe(memoryRemote(memoryStore(), { listLagChanges: 1 }), tools);
    assert.deepEqual([seen.listsBack, gradeOf(seen)], [false, 'B']);
  });

  test('sees what the store makes of old and right etags', async () => {
    const ends = async (conditions: Personality['conditions'] & string) => {
      const { staleMatch, rightMatch } = await probe(memoryRemote(memoryStore(), { conditions }), tools);
      return [staleMatch, rightMatch];
    };
    assert.deepEqual(await ends('atomic'), ['refused', 'stored']);
    assert.deepEqual(await ends('ignored'), ['stored', 'stored']);
  });

  test('clears up after itself when the store fails in the middle, and says so', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    remote.onRequest(({ call, number }) => (call === 'put' && number > 5 ? 'denied' : 'go'));
    await assert.rejects(probe(remote, tools), /remote-denied/);
    assert.deepEqual(store.keys(), []);
  });

  test('tells how far the two clocks are apart', async () => {
    const store = memoryStore({ now: () => (systemClock.now() - 3_600_000) as ReturnType<typeof systemClock.now> });
    const { clockDifferenceMs } = await probe(memoryRemote(store), tools);
    assert.ok(Math.abs(clockDifferenceMs + 3_600_000) < 5_000, `${clockDifferenceMs}`);
  });
});

describe('what a killed probe leaves', () => {
  const hourMs = 3_600_000;
  const put = async (remote: MemoryRemote, key: string) => remote.put(key, new Uint8Array([1]));

  test('is removed by the next one, once it is a day old by the store’s clock; all else stays', async () => {
    let storeMs = systemClock.now() + 400 * hourMs;
    const store = memoryStore({ now: () => storeMs as ReturnType<typeof systemClock.now> });
    const remote = memoryRemote(store);
    remote.onRequest(({ call, number }) => (call === 'delete' || number > 6 ? 'unreachable' : 'go'));
    await assert.rejects(probe(remote, tools), /remote-unreachable/);
    remote.onRequest(null);
    const left = store.keys();
    assert.ok(left.length > 0 && left.every((key) => key.startsWith('probes/')), left.join(' '));
    const others = ['probes/0123456789abcdef/single', 'probes/readme', 'head/0000000001.json'];
    for (const key of others) await put(remote, key);
    storeMs += 23 * hourMs;
    assert.equal((await probe(remote, tools)).leftOvers, 0);
    assert.deepEqual(store.keys().toSorted(), [...left, ...others].toSorted());
    storeMs += 2 * hourMs;
    assert.equal((await probe(remote, tools)).leftOvers, left.length);
    assert.deepEqual(store.keys().toSorted(), others.toSorted());
  });

  test('never takes a bucket full of it more than a bounded number of requests', async () => {
    const store = memoryStore();
    const remote = memoryRemote(store);
    for (let index = 0; index < 300; index += 1)
      await put(remote, `${probeName(5_000, index.toString(16).padStart(16, '0'))}/single`);
    const before = remote.requests();
    assert.equal((await probe(remote, tools)).leftOvers, 200);
    assert.ok(remote.requests() - before < 340, `${remote.requests() - before}`);
    assert.equal((await probe(remote, tools)).leftOvers, 100);
    assert.deepEqual(store.keys(), []);
  });
});

describe('the probe of a folder', () => {
  test('gives a local folder grade A, one without hard links B, and leaves both empty', async (t) => {
    for (const [hardLinks, grade] of [
      [true, 'A'],
      [false, 'B'],
    ] as const) {
      const { remote } = await newFolder(t, { hardLinks });
      assert.equal(gradeOf(await probe(remote, tools)), grade);
      assert.deepEqual(await listed(remote), []);
    }
  });
});

describe('what evidence is worth', () => {
  const sound: ProbeEvidence = {
    firstCreate: 'stored',
    secondCreate: 'refused',
    keepsFirst: true,
    staleMatch: 'refused',
    rightMatch: 'stored',
    readsBack: true,
    listsBack: true,
    conditions: 'store',
    rounds: [{ stored: 1, unknown: 0, thereIs: 'stored' }],
    clockDifferenceMs: 0,
    leftOvers: 0,
  };
  const worth: readonly (readonly [string, Partial<ProbeEvidence>, string])[] = [
    ['sound in every way', {}, 'A'],
    ['one winner whose reply was lost', { rounds: [{ stored: 0, unknown: 1, thereIs: 'unknown' }] }, 'A'],
    ['a winner that is not there', { rounds: [{ stored: 1, unknown: 1, thereIs: 'unknown' }] }, 'B'],
    ['two winners in the last round', { rounds: [...sound.rounds, { stored: 2, unknown: 0, thereIs: 'stored' }] }, 'B'],
    ['no race at all', { rounds: [] }, 'B'],
    ['a second create that nobody answered', { secondCreate: 'unknown' }, 'B'],
    ['a second create that overwrote while it said refused', { keepsFirst: false }, 'D'],
  ];
  for (const [what, change, grade] of worth) {
    test(`${what}: ${grade}`, () => assert.equal(gradeOf({ ...sound, ...change }), grade));
  }

  test('a grade is kept with its place, and is nothing for another place or when it was damaged', () => {
    const text = encodeGradeNote({ grade: 'B', where: 'here', at: 5 });
    assert.deepEqual(parseGradeNote(text, 'here'), { grade: 'B', where: 'here', at: 5 });
    assert.equal(parseGradeNote(text, 'there'), null);
    assert.equal(parseGradeNote(null, 'here'), null);
    assert.equal(parseGradeNote('A', 'here'), null);
    assert.equal(parseGradeNote('{"grade":"E","where":"here","at":5}', 'here'), null);
  });
});
