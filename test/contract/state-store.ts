import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { deviceIdSchema, epochSchema, instantSchema, revisionSchema } from '../../core/model/ids.ts';
import type { StateStore } from '../../core/ports/state-store.ts';
import {
  sampleBase,
  sampleDevice,
  sampleHistory,
  sampleNonce,
  samplePart,
  samplePoint,
  samplePublish,
  sampleReplace,
} from '../support/state-samples.ts';

type Make = (t: TestContext) => Promise<StateStore>;

/** What every implementation of the port core/ports/state-store.ts promises; `make` gives an empty one. */
export function stateStoreContract(name: string, make: Make): void {
  describe(`state store contract: ${name}`, () => {
    singleValues(make);
    journals(make);
    histories(make);
    restorePoints(make);
    remoteSights(make);
    transactions(make);
  });
}

function singleValues(make: Make): void {
  test('a new store has a device id and nothing else', async (t) => {
    const store = await make(t);
    assert.equal(deviceIdSchema.safeParse(store.deviceId()).success, true);
    assert.equal(store.deviceId(), store.deviceId());
    assert.equal(store.base(), null);
    assert.equal(store.lastSnapshotNumber(), 0);
    assert.equal(store.leaseSight(), null);
    assert.equal(store.publishJournal(), null);
    assert.equal(store.replaceJournal(), null);
    assert.deepEqual(store.history(10), []);
    assert.deepEqual(store.restorePoints(), []);
    assert.equal(store.note('grade'), null);
  });

  test('the base is the one set last, and null when it was taken back', async (t) => {
    const store = await make(t);
    store.setBase(sampleBase(1));
    store.setBase(sampleBase(2));
    assert.deepEqual(store.base(), sampleBase(2));
    store.setBase(null);
    assert.equal(store.base(), null);
  });

  test('counters, the lease that was seen and notes are what was set last', async (t) => {
    const store = await make(t);
    store.setLastSnapshotNumber(41);
    store.setLastSnapshotNumber(42);
    assert.equal(store.lastSnapshotNumber(), 42);
    const sight = { etag: '"abc"', at: instantSchema.parse(5_000) };
    store.setLeaseSight(sight);
    assert.deepEqual(store.leaseSight(), sight);
    store.setLeaseSight(null);
    assert.equal(store.leaseSight(), null);
    store.setNote('grade', 'A');
    store.setNote('grade', 'B');
    store.setNote('last-error', 'немає місця');
    assert.equal(store.note('grade'), 'B');
    assert.equal(store.note('last-error'), 'немає місця');
    assert.equal(store.note('last-sync'), null);
  });
}

function journals(make: Make): void {
  test('a publish and a replace are journalled side by side, the newest step of each', async (t) => {
    const store = await make(t);
    const publish = samplePublish();
    const replace = sampleReplace();
    store.setJournal(publish);
    store.setJournal(replace);
    store.setJournal({ ...replace, step: 'placing' } as typeof replace);
    assert.deepEqual(store.publishJournal(), publish);
    assert.deepEqual(store.replaceJournal(), { ...replace, step: 'placing' });
    store.clearJournal('publish');
    assert.equal(store.publishJournal(), null);
    assert.equal(store.replaceJournal()?.step, 'placing');
    store.clearJournal('replace');
    assert.equal(store.replaceJournal(), null);
  });
}

function histories(make: Make): void {
  test('history grows by one and is told newest first, as far as asked', async (t) => {
    const store = await make(t);
    const added = (['push', 'pull', 'undo'] as const).map((act) => store.addHistory(sampleHistory(act)));
    assert.deepEqual(
      added.map(({ id }) => id),
      [1, 2, 3],
    );
    assert.deepEqual(
      store.history(2).map(({ act }) => act),
      ['undo', 'pull'],
    );
    assert.deepEqual(store.historyEntry(1), { ...sampleHistory('push'), id: 1 });
    assert.equal(store.historyEntry(9), null);
  });
}

function restorePoints(make: Make): void {
  test('a restore point id is never handed out twice, whether the point was added, removed or forgotten', async (t) => {
    const store = await make(t);
    const first = store.nextRestorePointId();
    assert.equal(first, 'r1');
    const second = store.nextRestorePointId();
    store.addRestorePoint(samplePoint(second));
    store.removeRestorePoint(second);
    const third = store.nextRestorePointId();
    assert.equal(new Set([first, second, third]).size, 3);
  });

  test('restore points are told newest first, by number and not by spelling', async (t) => {
    const store = await make(t);
    for (const id of ['r2', 'r10', 'r9']) store.addRestorePoint(samplePoint(id));
    assert.deepEqual(
      store.restorePoints().map(({ id }) => id),
      ['r10', 'r9', 'r2'],
    );
    // Recovery may add one again that was added just before the crash.
    store.addRestorePoint({ ...samplePoint('r9'), why: 'again' });
    assert.deepEqual(
      store.restorePoints().map(({ why }) => why),
      ['перед pull', 'again', 'перед pull'],
    );
    store.removeRestorePoint('r10');
    store.removeRestorePoint('r77');
    assert.deepEqual(
      store.restorePoints().map(({ id }) => id),
      ['r9', 'r2'],
    );
  });

  test('a point of unreadable files, with neither sum nor digest, is kept as it is', async (t) => {
    const store = await make(t);
    const point = { ...samplePoint('r1'), sha256: null, digest: null };
    store.addRestorePoint(point);
    assert.deepEqual(store.restorePoints(), [point]);
  });
}

function remoteSights(make: Make): void {
  test('a stored part is found by the sum of its plain bytes until all are forgotten', async (t) => {
    const store = await make(t);
    store.addStoredParts([samplePart('1', 1), samplePart('2', 1)]);
    store.addStoredParts([samplePart('2', 2)]);
    assert.deepEqual(store.storedPart(samplePart('1', 1).plainSha256), samplePart('1', 1));
    assert.deepEqual(store.storedPart(samplePart('2', 1).plainSha256), samplePart('2', 2));
    assert.equal(store.storedPart(samplePart('3', 1).plainSha256), null);
    store.forgetStoredParts();
    assert.equal(store.storedPart(samplePart('1', 1).plainSha256), null);
  });

  test('what a device showed last is kept per device', async (t) => {
    const store = await make(t);
    const seen = { revision: revisionSchema.parse(7), epoch: epochSchema.parse(1), nonce: sampleNonce };
    assert.equal(store.headSeen(sampleDevice), null);
    store.setHeadSeen(sampleDevice, { ...seen, revision: revisionSchema.parse(6) });
    store.setHeadSeen(sampleDevice, seen);
    assert.deepEqual(store.headSeen(sampleDevice), seen);
  });
}

function transactions(make: Make): void {
  test('a transaction that throws changes nothing and lets the error through', async (t) => {
    const store = await make(t);
    store.setBase(sampleBase(1));
    const bug = new Error('in the middle');
    const work = () => {
      store.setBase(sampleBase(2));
      store.addHistory(sampleHistory('push'));
      store.nextRestorePointId();
      throw bug;
    };
    assert.throws(
      () => store.transaction(work),
      (error) => error === bug,
    );
    assert.deepEqual(store.base(), sampleBase(1));
    assert.deepEqual(store.history(10), []);
    assert.equal(store.nextRestorePointId(), 'r1');
  });

  test('a transaction gives back what its work gives, and may lie within another', async (t) => {
    const store = await make(t);
    const result = store.transaction(() => {
      store.transaction(() => store.setNote('grade', 'A'));
      return store.note('grade');
    });
    assert.equal(result, 'A');
    assert.equal(store.note('grade'), 'A');
  });

  test('what is read is a copy: changing it changes nothing in the store', async (t) => {
    const store = await make(t);
    store.setBase(sampleBase(1));
    const base = store.base();
    assert.ok(base);
    base.rows['observations'] = 0;
    assert.deepEqual(store.base(), sampleBase(1));
  });
}
