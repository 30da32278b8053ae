import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KnownRecord } from '../../core/ports/record-store.ts';
import {
  board,
  hashOfName,
  keyOf,
  laptop,
  liveSample,
  oddBody,
  plain,
  sampleKnown,
  sampleRecord,
  sampleRow,
  sampleTombstone,
} from '../support/record-samples.ts';
import { recordStoreLists } from './record-store-lists.ts';
import { recordStoreLogs } from './record-store-logs.ts';
import type { MakeRecordStore } from './record-store-under-test.ts';

/** What every implementation of the port core/ports/record-store.ts promises; `make` gives an empty one. */
export function recordStoreContract(name: string, make: MakeRecordStore): void {
  describe(`record store contract: ${name}`, () => {
    rows(make);
    records(make);
    waiting(make);
    recordStoreLogs(make);
    recordStoreLists(make);
    whole(make);
  });
}

function rows(make: MakeRecordStore): void {
  test('rows are found by number and by record, in the order of their numbers, until they are unmapped', async (t) => {
    const store = await make(t);
    for (const rowid of [10, 9, 2, 100]) store.mapRow(sampleRow(rowid, rowid === 100 ? 9 : rowid));
    store.mapRow({ ...sampleRow(3), kind: 'summary' });
    assert.deepEqual(store.mappedRow('observation', 9), sampleRow(9));
    assert.equal(store.mappedRow('observation', 3), null);
    assert.deepEqual(store.mappedRowsAfter('observation', 2, 2), [sampleRow(9), sampleRow(10)]);
    assert.deepEqual(store.mappedRowsAfter('observation', 100, 2), []);
    const marks = [9, 10].map((rowid) => ({ rowid, fingerprint: sampleRow(rowid).fingerprint }));
    assert.deepEqual(store.mappedMarksAfter('observation', 2, 2), marks);
    store.mapRow({ ...sampleRow(200), fingerprint: 'no hex' });
    assert.deepEqual(store.mappedMarksAfter('observation', 100, 2), [{ rowid: 200, fingerprint: 'no hex' }]);
    store.unmapRow('observation', 200);
    assert.deepEqual(store.rowsOf(keyOf(9)), [sampleRow(9), sampleRow(100, 9)]);
    assert.equal(store.mappedRowCount('observation'), 4);
    assert.equal(store.lastMappedRow('observation'), 100);
    store.mapRow(sampleRow(10));
    store.unmapRow('observation', 9);
    store.unmapRow('observation', 9);
    assert.deepEqual(store.rowsOf(keyOf(9)), [sampleRow(100, 9)]);
    assert.equal(store.mappedRowCount('observation'), 3);
    store.unmapRow('observation', 100);
    assert.equal(store.lastMappedRow('observation'), 10);
    assert.deepEqual([store.mappedRowCount('prompt'), store.lastMappedRow('prompt')], [0, 0]);
  });

  test('a row mapped again is what was said last, of its old record no more', async (t) => {
    const store = await make(t);
    store.mapRow(sampleRow(1, 'old'));
    const now = { ...sampleRow(1, 'new'), fingerprint: 'Not Hex', text: '', createdAt: 0.5 };
    store.mapRow(now);
    assert.deepEqual(store.mappedRow('observation', 1), now);
    assert.deepEqual(store.rowsOf(keyOf('old')), []);
    assert.deepEqual(store.rowsOf(keyOf('new')), [now]);
  });

  test('a list of columns keeps its number, and order tells two apart', async (t) => {
    const store = await make(t);
    const set = store.columnSet(['a', '__proto__']);
    assert.notEqual(store.columnSet(['__proto__', 'a']), set);
    assert.equal(store.columnSet(['a', '__proto__']), set);
    assert.deepEqual(store.columnNames(set), ['a', '__proto__']);
    assert.equal(store.columnNames(77), null);
  });
}

function records(make: MakeRecordStore): void {
  const carried: KnownRecord = {
    kind: 'mood',
    key: keyOf('carried'),
    twin: 'not hex',
    state: { kind: 'carried', state: liveSample('carried', board) },
  };
  const samples: readonly (readonly [string, KnownRecord])[] = [
    ['of a first scan', sampleKnown('plain')],
    ['with stamps and columns that this schema lacks', sampleKnown('edited', board)],
    [
      'that nobody sees yet',
      {
        ...sampleKnown('unseen', laptop),
        state: { ...sampleKnown('unseen', laptop).state, seen: {} } as KnownRecord['state'],
      },
    ],
    [
      'without a session',
      { ...sampleKnown('alone'), state: { ...sampleKnown('alone').state, ref: null } as KnownRecord['state'] },
    ],
    ['that is dead', sampleTombstone('dead', board)],
    ['of an unknown kind, carried', carried],
    [
      'carried as a tombstone',
      {
        ...carried,
        state: {
          kind: 'carried',
          state: { kind: 'dead', version: { ...sampleRecord('x', board).version, dead: true, bodyHash: '' }, seen: {} },
        },
      },
    ],
  ];
  for (const [name, record] of samples) {
    test(`a record ${name} comes back equal`, async (t) => {
      const store = await make(t);
      assert.equal(store.known(record.key), null);
      store.setKnown(record);
      assert.deepEqual(plain(store.known(record.key)), plain(record));
      store.setKnown(sampleTombstone('other', laptop));
      store.setKnown({ ...record, twin: null });
      assert.deepEqual(plain(store.known(record.key)), plain({ ...record, twin: null }));
    });
  }

  test('records are walked in the order of their keys and counted by life', async (t) => {
    const store = await make(t);
    const all = Array.from({ length: 7 }, (_, n) => sampleKnown(n)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    for (const record of all.toReversed()) store.setKnown(record);
    store.setKnown({ ...sampleTombstone(0, board), key: all[3]?.key ?? keyOf(0) });
    const walked = [];
    for (let at: (typeof all)[number]['key'] | '' = ''; ;) {
      const page = store.knownAfter(at, 3);
      if (page.length === 0) break;
      assert.ok(page.length <= 3);
      walked.push(...page);
      at = page.at(-1)?.key ?? '';
    }
    assert.deepEqual(
      walked.map(({ key }) => key),
      all.map(({ key }) => key),
    );
    assert.deepEqual(store.knownCount(), { live: 6, dead: 1 });
  });

  test('twins are the living records of one mark, aliases the keys that share a row', async (t) => {
    const store = await make(t);
    for (const name of ['a', 'b']) store.setKnown(sampleKnown(name));
    store.setKnown({ ...sampleKnown('c'), twin: hashOfName('another') });
    store.setKnown({ ...sampleTombstone('d', board), twin: hashOfName('twin') });
    const keys = store.twinsOf(hashOfName('twin')).map(({ key }) => key);
    assert.deepEqual(keys, [keyOf('a'), keyOf('b')].toSorted());
    assert.equal(store.aliasOf(keyOf('b')), null);
    store.setAlias(keyOf('b'), keyOf('a'));
    store.setAlias(keyOf('c'), keyOf('b'));
    store.setAlias(keyOf('c'), keyOf('a'));
    assert.equal(store.aliasOf(keyOf('c')), keyOf('a'));
    assert.deepEqual(store.aliasesOf(keyOf('a')), [keyOf('b'), keyOf('c')].toSorted());
    assert.deepEqual(store.aliasesOf(keyOf('b')), []);
  });
}

function waiting(make: MakeRecordStore): void {
  test('what waits for the source is there until it is cleared, and parked ones are passed over', async (t) => {
    const store = await make(t);
    const waits = { kind: 'observation', key: keyOf(1), state: liveSample(1, board), finding: null, batch: null };
    const parked = { ...waits, key: keyOf(2), finding: 'CHECK constraint failed', batch: '00112233445566aa' };
    store.setPending({ ...waits, state: liveSample('before'), batch: 'x' });
    for (const pending of [waits, parked, { ...waits, key: keyOf(3), kind: 'summary' }]) store.setPending(pending);
    assert.deepEqual(plain(store.pending(keyOf(1))), plain(waits));
    assert.deepEqual(plain(store.pending(keyOf(2))), plain(parked));
    assert.deepEqual(plain(store.pendingAfter('observation', '', 9)), plain([waits]));
    assert.deepEqual(store.pendingAfter('observation', keyOf(1), 9), []);
    assert.deepEqual(store.pendingCount(), { waiting: 2, parked: 1 });
    store.retryParked();
    assert.equal(store.pendingAfter('observation', '', 9).length, 2);
    store.clearPending(keyOf(1));
    assert.equal(store.pending(keyOf(1)), null);
    assert.deepEqual(store.pendingCount(), { waiting: 2, parked: 0 });
  });

  test('writes in flight are the ones set last, in their order, with their whole bodies', async (t) => {
    const store = await make(t);
    const key = keyOf('written');
    const writes = [
      { kind: 'session', key, rowid: null, before: null, after: oddBody },
      { kind: 'observation', key, rowid: 7, before: oddBody, after: null },
    ];
    store.setInFlight([{ kind: 'prompt', key, rowid: 1, before: null, after: null }]);
    store.setInFlight(writes);
    assert.deepEqual(plain(store.inFlight()), plain(writes));
    store.setInFlight([]);
    assert.deepEqual(store.inFlight(), []);
  });
}

function whole(make: MakeRecordStore): void {
  const generation = { fileId: '1:2', sequences: { observations: 12 }, schemaVersions: [1, 4, 33] };

  test('a transaction that throws in its middle changes nothing, and lets the error through', async (t) => {
    const store = await make(t);
    const bug = Object.assign(new Error('in the middle'), { code: 'SQLITE_BUSY' });
    const work = () => {
      store.mapRow(sampleRow(1));
      store.setKnown(sampleKnown(1));
      store.addUnsent(sampleRecord(1));
      store.setGeneration(generation);
      throw bug;
    };
    assert.throws(
      () => store.transaction(work),
      (error) => error === bug,
    );
    assert.equal(store.mappedRow('observation', 1), null);
    assert.equal(store.known(keyOf(1)), null);
    assert.equal(store.unsentCount(), 0);
    assert.equal(store.generation(), null);
    // A session reference whose number was given out and taken back must not be told of any more.
    store.setKnown(sampleKnown(2));
    assert.deepEqual(plain(store.known(keyOf(2))?.state), plain(sampleKnown(2).state));
  });

  test('a part of a transaction that throws is taken back alone where the rest goes on', async (t) => {
    const store = await make(t);
    const result = store.transaction(() => {
      store.mapRow(sampleRow(1));
      assert.throws(() =>
        store.transaction(() => {
          store.mapRow(sampleRow(2));
          throw new Error('only this');
        }),
      );
      store.transaction(() => store.mapRow(sampleRow(3)));
      return 'done';
    });
    assert.equal(result, 'done');
    assert.deepEqual(store.mappedRowsAfter('observation', 0, 9), [sampleRow(1), sampleRow(3)]);
  });

  test('forgetting the records of a replaced source keeps what others must still hear of', async (t) => {
    const store = await make(t);
    store.setGeneration(generation);
    assert.deepEqual(plain(store.generation()), generation);
    store.mapRow(sampleRow(1));
    store.setKnown(sampleKnown(1));
    store.setAlias(keyOf(2), keyOf(1));
    store.setPending({ kind: 'x', key: keyOf(1), state: liveSample(1), finding: null, batch: null });
    store.setInFlight([{ kind: 'x', key: keyOf(1), rowid: 1, before: null, after: null }]);
    store.setCursor(board, 'core', { upTo: 4, extras: [], tips: [] });
    store.setPeerFile(board, { etag: 'e', text: 't' });
    store.addUnsent(sampleRecord(1));
    store.setHeld({ kind: 'observation', key: keyOf(1), shown: null });
    store.forgetRecords();
    assert.equal(store.generation(), null);
    assert.equal(store.mappedRowCount('observation'), 0);
    assert.deepEqual(store.knownCount(), { live: 0, dead: 0 });
    assert.equal(store.aliasOf(keyOf(2)), null);
    assert.deepEqual(store.pendingCount(), { waiting: 0, parked: 0 });
    assert.deepEqual(store.inFlight(), []);
    assert.deepEqual(store.cursors(), []);
    assert.equal(store.peerFile(board), null);
    assert.equal(store.unsentCount(), 1);
    assert.equal(store.heldCount(), 1);
    store.setKnown(sampleKnown(1));
    assert.deepEqual(plain(store.known(keyOf(1))), plain({ ...sampleKnown(1), twin: hashOfName('twin') }));
  });
}
