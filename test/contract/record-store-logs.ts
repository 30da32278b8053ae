import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantSchema } from '../../core/model/ids.ts';
import { encodeBatch, encodeRecord } from '../../core/model/records/record-line.ts';
import type { BatchEntry } from '../../core/model/records/record-line.ts';
import type { SessionRef } from '../../core/model/records/record.ts';
import { board, keyOf, laptop, plain, sampleRecord, sampleSegment } from '../support/record-samples.ts';
import type { MakeRecordStore } from './record-store-under-test.ts';

const sessionRef: SessionRef = {
  key: keyOf(9),
  platform: 'claude',
  content: 'c',
  memory: null,
  project: 'p',
  startedAtEpoch: 1,
};

const batch: BatchEntry = {
  id: '00112233445566aa',
  act: 'restore',
  deleted: 1,
  written: 2,
  confirmedAt: instantSchema.parse(1_795_219_200_000),
};

/** Own log and others' logs: part of the record store contract. */
export function recordStoreLogs(make: MakeRecordStore): void {
  lines(make);
  segments(make);
  peers(make);
}

function lines(make: MakeRecordStore): void {
  test('unsent lines are told oldest first, each stream its own, and name their device', async (t) => {
    const store = await make(t);
    store.addUnsentBatch(batch);
    store.addUnsent(sampleRecord(1, laptop));
    store.addUnsent({ ...sampleRecord(2), kind: 'tool-use' });
    assert.equal(store.unsentCount(), 3);
    assert.deepEqual(
      store.unsent('core', 1 << 20).map(({ line }) => line),
      [encodeBatch(batch), encodeRecord(sampleRecord(1, laptop), null)],
    );
    const [tool] = store.unsent('tools', 1 << 20);
    assert.equal(tool?.stream, 'tools');
    assert.equal(JSON.parse(store.unsent('core', 1 << 20)[1]?.line ?? '').by, laptop);
  });

  test('as many lines as the bytes hold, counted in UTF-8, and at least one', async (t) => {
    const store = await make(t);
    for (const n of [1, 2, 3]) store.addUnsent(sampleRecord(n));
    const bytes = Buffer.byteLength(encodeRecord(sampleRecord(1), null));
    const count = (bytesMax: number) => store.unsent('core', bytesMax).length;
    assert.deepEqual([1, bytes, 2 * bytes - 1, 2 * bytes, 3 * bytes, 9 * bytes].map(count), [1, 1, 1, 2, 3, 3]);
  });

  test('a record that is too large leaves the queue and is listed once, until it is cleared', async (t) => {
    const store = await make(t);
    store.addUnsent(sampleRecord(1));
    const [line] = store.unsent('core', 1);
    store.setTooLarge({ kind: 'observation', key: keyOf(1), bytes: 40 }, line?.id ?? -1);
    store.setTooLarge({ kind: 'observation', key: keyOf(1), bytes: 41 }, -1);
    assert.equal(store.unsentCount(), 0);
    assert.deepEqual(store.tooLarge(), [{ kind: 'observation', key: keyOf(1), bytes: 41 }]);
    store.clearTooLarge(keyOf(1));
    assert.deepEqual(store.tooLarge(), []);
  });

  test('a record that no reader would take is listed at once and never queued', async (t) => {
    const store = await make(t);
    const ref = { ...sessionRef, content: 'c'.repeat(4_097) };
    const record = { ...sampleRecord(1), ref };
    store.addUnsent(record);
    assert.equal(store.unsentCount(), 0);
    const bytes = Buffer.byteLength(encodeRecord(record, null));
    assert.deepEqual(store.tooLarge(), [{ kind: 'observation', key: keyOf(1), bytes }]);
    store.addUnsent({ ...sampleRecord(1), ref: { ...ref, content: 'c'.repeat(4_096) } });
    assert.equal(store.unsentCount(), 1);
  });
}

function segments(make: MakeRecordStore): void {
  test('packing a segment takes its lines and no others, or does nothing at all', async (t) => {
    const store = await make(t);
    for (const n of [1, 2, 3]) store.addUnsent(sampleRecord(n));
    const [first, second, third] = store.unsent('core', 1 << 20);
    assert.ok(first && second && third);
    assert.equal(store.ownHead('core'), null);
    store.pack(sampleSegment(1), [first.id, second.id]);
    assert.deepEqual(store.unsent('core', 1), [third]);
    assert.throws(() => store.pack(sampleSegment(1), [third.id]), /UNIQUE/);
    assert.deepEqual(store.unsent('core', 1), [third]);
    assert.deepEqual(plain(store.ownSegment('core', 1)), plain(sampleSegment(1)));
    assert.equal(store.ownHead('tools'), null);
  });

  test('segments are unverified, ascending, until each is verified', async (t) => {
    const store = await make(t);
    for (const seq of [1, 2, 10]) store.pack(sampleSegment(seq), []);
    store.setSegmentState('core', 1, 'verified');
    store.setSegmentState('core', 2, 'stored');
    const told = (limit: number) => store.unverified('core', limit).map(({ seq, state }) => [seq, state]);
    assert.deepEqual(told(9), [
      [2, 'stored'],
      [10, 'new'],
    ]);
    assert.deepEqual(told(1), [[2, 'stored']]);
    assert.deepEqual(store.ownHead('core'), { seq: 10, sha256: sampleSegment(10).sha256, state: 'new' });
    store.dropSegment('core', 10);
    assert.equal(store.ownHead('core')?.seq, 2);
    assert.equal(store.ownSegment('core', 10), null);
    assert.equal(store.firstNew('tools'), null);
  });

  test('segments that the floor passed are forgotten; unverified ones and the head are not', async (t) => {
    const store = await make(t);
    for (const seq of [1, 2, 3, 4]) store.pack(sampleSegment(seq, seq === 2 ? 'stored' : 'verified'), []);
    assert.equal(store.forgetSegmentsUpTo('core', 3), 2);
    const kept = () => [1, 2, 3, 4].filter((seq) => store.ownSegment('core', seq) !== null);
    assert.deepEqual(kept(), [2, 4]);
    store.setSegmentState('core', 2, 'verified');
    assert.equal(store.forgetSegmentsUpTo('core', 4), 2);
    assert.deepEqual(kept(), []);
    // Number and hash of the newest are what the next one follows.
    assert.deepEqual(store.ownHead('core'), { seq: 4, sha256: sampleSegment(4).sha256, state: 'verified' });
    assert.equal(store.forgetSegmentsUpTo('core', 4), 0);
  });
}

function peers(make: MakeRecordStore): void {
  test('cursors, device files and the sight of a rollback are what was set last', async (t) => {
    const store = await make(t);
    assert.deepEqual(store.cursor(board, 'core'), { upTo: 0, extras: [], tips: [] });
    store.setCursor(board, 'core', { upTo: 3, extras: [5], tips: ['0123456789abcdef'] });
    store.setCursor(board, 'core', { upTo: 6, extras: [], tips: [] });
    store.setCursor(laptop, 'tools', { upTo: 1, extras: [4, 9], tips: ['0123456789abcdef'] });
    assert.deepEqual(store.cursors(), [
      { device: laptop, stream: 'tools', cursor: { upTo: 1, extras: [4, 9], tips: ['0123456789abcdef'] } },
      { device: board, stream: 'core', cursor: { upTo: 6, extras: [], tips: [] } },
    ]);
    assert.equal(store.peerFile(board), null);
    store.setPeerFile(board, { etag: '"1"', text: 'old' });
    store.setPeerFile(board, { etag: '"2"', text: 'нове' });
    assert.deepEqual(store.peerFile(board), { etag: '"2"', text: 'нове' });
    assert.deepEqual(store.peerDevices(), [board]);
    assert.equal(store.rollbackSight(), null);
    store.setRollbackSight({ evidence: 'head 4 after 7', at: 5 });
    store.setRollbackSight({ evidence: 'head 5 after 7', at: 6 });
    assert.deepEqual(store.rollbackSight(), { evidence: 'head 5 after 7', at: 6 });
    store.setRollbackSight(null);
    assert.equal(store.rollbackSight(), null);
  });

  test('quarantine lists each segment once, and confirmed acts are known by id', async (t) => {
    const store = await make(t);
    const bad = { device: board, stream: 'core', seq: 0, finding: 'wrong mac', since: 7, by: '0.1.0' } as const;
    store.quarantine(bad);
    store.quarantine({ ...bad, seq: 3 });
    store.quarantine({ ...bad, seq: 3, finding: 'not there' });
    assert.deepEqual(store.quarantined(), [bad, { ...bad, seq: 3, finding: 'not there' }]);
    store.clearQuarantine({ device: board, stream: 'core', seq: 0 });
    store.clearQuarantine({ device: board, stream: 'tools', seq: 3 });
    assert.deepEqual(
      store.quarantined().map(({ seq }) => seq),
      [3],
    );
    assert.equal(store.batch(batch.id), null);
    store.addBatch(batch);
    store.addBatch(batch);
    assert.deepEqual(store.batch(batch.id), batch);
  });
}
