import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conflict } from '../../core/model/records/conflict.ts';
import { stateHash } from '../../core/model/records/state.ts';
import type { Braked, PreImage, RowAct } from '../../core/ports/record-acts.ts';
import { board, hashOfName, keyOf, laptop, liveSample, oddBody, plain, sampleRef } from '../support/record-samples.ts';
import type { MakeRecordStore } from './record-store-under-test.ts';

/** What a person is shown or can undo: part of the record store contract. */
export function recordStoreLists(make: MakeRecordStore): void {
  conflicts(make);
  holds(make);
  acts(make);
}

function sampleConflict(winner: string, loser: string): Conflict {
  const loserState = liveSample(loser, board, { ...oddBody, title: loser });
  const { version } = liveSample(winner, laptop, { ...oddBody, title: winner });
  return { columns: ['title', 'half'], winner: version, loser: loserState.version, loserState };
}

function conflicts(make: MakeRecordStore): void {
  test('a conflict keeps the whole state of the loser', async (t) => {
    const store = await make(t);
    const lost = sampleConflict('a', 'b');
    assert.equal(store.addConflict('observation', keyOf(1), lost, 77), true);
    const [listed] = store.conflicts(false);
    assert.deepEqual(
      plain(listed),
      plain({ ...lost, id: 1, kind: 'observation', key: keyOf(1), at: 77, settled: false }),
    );
    assert.ok(listed);
    assert.equal(stateHash(listed.loserState), stateHash(lost.loserState));
    assert.deepEqual(store.conflict(1), listed);
    assert.equal(store.conflict(2), null);
  });

  test('one loss is one conflict whichever versions brought it, of each record, and stays settled', async (t) => {
    const store = await make(t);
    const lost = sampleConflict('a', 'b');
    // The same lost values, met again in versions that others were merged into.
    const turned: Conflict = {
      ...lost,
      winner: lost.loser,
      loser: lost.winner,
      loserState: { ...lost.loserState, version: lost.winner },
    };
    const more: Conflict = { ...lost, columns: Object.keys(lost.loserState.cells).sort() };
    assert.equal(store.addConflict('observation', keyOf(1), lost, 1), true);
    assert.equal(store.addConflict('observation', keyOf(1), turned, 2), false);
    assert.equal(store.addConflict('observation', keyOf(2), turned, 3), true);
    assert.notDeepEqual(more.columns, lost.columns);
    assert.equal(store.addConflict('observation', keyOf(1), more, 4), true);
    assert.equal(store.openConflictCount(), 3);
    store.settleConflict(1);
    assert.equal(store.addConflict('observation', keyOf(1), turned, 5), false);
    assert.equal(store.openConflictCount(), 2);
    assert.deepEqual(
      store.conflicts(true).map(({ id, settled }) => [id, settled]),
      [[1, true]],
    );
    assert.deepEqual(
      store.conflicts(false).map(({ at }) => at),
      [3, 4],
    );
  });

  test('conflicts are walked a few at a time', async (t) => {
    const store = await make(t);
    for (const n of [1, 2, 3]) store.addConflict('observation', keyOf(n), sampleConflict('a', 'b'), n);
    const first = store.conflictsAfter(false, 0, 2);
    const second = store.conflictsAfter(false, first.at(-1)?.id ?? 0, 2);
    assert.deepEqual([first.length, second.length], [2, 1]);
    assert.deepEqual(
      [...first, ...second].map(({ at }) => at),
      [1, 2, 3],
    );
  });
}

function holds(make: MakeRecordStore): void {
  test('a held record is held as what it shows, or as absent, until the hold ends', async (t) => {
    const store = await make(t);
    const shown = { kind: 'observation', key: keyOf(1), shown: hashOfName('body') };
    const absent = { kind: 'summary', key: keyOf(2), shown: null };
    store.setHeld({ ...shown, shown: null });
    store.setHeld(shown);
    store.setHeld(absent);
    assert.deepEqual(store.held(keyOf(1)), shown);
    assert.deepEqual(store.held(keyOf(2)), absent);
    const all = [shown, absent].toSorted((a, b) => (a.key < b.key ? -1 : 1));
    assert.deepEqual(store.heldAfter('', 9), all);
    assert.deepEqual(store.heldAfter(all[0]?.key ?? '', 9), all.slice(1));
    store.endHold(keyOf(1));
    assert.equal(store.held(keyOf(1)), null);
    assert.equal(store.heldCount(), 1);
  });

  test('braked changes are listed by side until they are cleared', async (t) => {
    const store = await make(t);
    const own: Braked = {
      kind: 'observation',
      key: keyOf(1),
      change: 'deleted',
      side: 'own',
      brake: 'many-deleted',
      at: 5,
    };
    const incoming: Braked = { ...own, key: keyOf(2), side: 'incoming' };
    store.setBraked({ ...own, change: 'edited', brake: 'source-migrated' });
    store.setBraked(own);
    store.setBraked(incoming);
    assert.deepEqual(store.braked(keyOf(1)), own);
    assert.deepEqual(store.brakedAfter('own', '', 9), [own]);
    assert.deepEqual(store.brakedAfter('own', keyOf(1), 9), []);
    assert.deepEqual([store.brakedCount('own'), store.brakedCount('incoming')], [1, 1]);
    store.clearBraked(keyOf(1));
    assert.equal(store.braked(keyOf(1)), null);
    assert.equal(store.brakedCount('own'), 0);
  });

  test('changes add up from a time on, each kind and change by itself', async (t) => {
    const store = await make(t);
    store.countChanges('observation', 'deleted', 3, 1_000);
    store.countChanges('observation', 'deleted', 4, 1_000);
    store.countChanges('observation', 'deleted', 10, 2_000);
    store.countChanges('observation', 'edited', 100, 2_000);
    assert.equal(store.changesSince('observation', 'deleted', 1_000), 17);
    assert.equal(store.changesSince('observation', 'deleted', 1_001), 10);
    assert.equal(store.changesSince('summary', 'deleted', 0), 0);
    store.forgetChangesBefore(2_000);
    assert.equal(store.changesSince('observation', 'deleted', 0), 10);
  });
}

function acts(make: MakeRecordStore): void {
  const act: RowAct = { id: '00112233445566aa', act: 'apply', at: 1_000, state: 'begun' };
  const image: PreImage = { kind: 'observation', key: keyOf(1), ref: sampleRef, before: oddBody, after: hashOfName(1) };

  test('an act is known by its id, newest first, and its state goes on', async (t) => {
    const store = await make(t);
    const second: RowAct = { ...act, id: 'bb', act: 'force-push', at: 900 };
    store.addAct(act);
    store.addAct(second);
    store.addAct({ ...act, at: 5 });
    store.setActState('bb', 'done');
    assert.deepEqual(store.act(act.id), act);
    assert.deepEqual(store.acts(9), [{ ...second, state: 'done' }, act]);
    assert.deepEqual(store.acts(1), [{ ...second, state: 'done' }]);
    assert.equal(store.act('cc'), null);
  });

  test('of each record in an act the first image stays, and what the act left last', async (t) => {
    const store = await make(t);
    store.addAct(act);
    store.addAct({ ...act, id: 'bb' });
    store.addPreImage(act.id, image);
    store.addPreImage(act.id, { ...image, before: null, after: null });
    store.addPreImage('bb', { ...image, ref: null, before: null });
    assert.deepEqual(plain(store.preImage(act.id, image.key)), plain({ ...image, after: null }));
    assert.deepEqual(store.preImage('bb', image.key), { ...image, ref: null, before: null });
    assert.throws(() => store.addPreImage('cc', image), /NOT NULL/);
  });

  test('images are walked in the order of their keys, and go with their act once it is finished and old', async (t) => {
    const store = await make(t);
    store.addAct(act);
    store.addAct({ ...act, id: 'bb', state: 'done' });
    const keys = [1, 2, 3].map(keyOf).toSorted();
    for (const key of keys.toReversed()) for (const id of [act.id, 'bb']) store.addPreImage(id, { ...image, key });
    assert.deepEqual(
      store.preImagesAfter('bb', '', 2).map(({ key }) => key),
      keys.slice(0, 2),
    );
    assert.deepEqual(
      store.preImagesAfter('bb', keys[1] ?? '', 2).map(({ key }) => key),
      keys.slice(2),
    );
    assert.equal(store.preImageCount('bb'), 3);
    assert.equal(store.forgetActsBefore(1_000), 0);
    assert.equal(store.forgetActsBefore(1_001), 1);
    assert.equal(store.preImageCount('bb'), 0);
    assert.equal(store.preImageCount(act.id), 3);
  });
}
