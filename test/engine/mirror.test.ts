import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { planUndo, undo } from '../../core/engine/undo.ts';
import { findRestoreTarget, restore } from '../../core/engine/restore.ts';
import { verify } from '../../core/engine/verify.ts';
import { engineMachine } from '../support/engine-machine.ts';
import { memoryStore } from '../support/memory-store.ts';

async function twoMachines(t: TestContext) {
  const store = memoryStore();
  const laptop = await engineMachine(t, 'laptop', store);
  const board = await engineMachine(t, 'board', store);
  return { store, laptop, board };
}

describe('mirror mode between two machines', () => {
  it('brings what one wrote to the other, again and again', async (t) => {
    const { laptop, board } = await twoMachines(t);
    laptop.add('one');
    assert.equal((await laptop.run()).decision.kind, 'push');
    assert.equal((await board.run()).decision.kind, 'pull');
    assert.deepEqual(board.notes(), ['one']);
    board.add('two');
    assert.equal((await board.run()).decision.kind, 'push');
    assert.equal((await laptop.run()).decision.kind, 'pull');
    assert.deepEqual(laptop.notes(), ['one', 'two']);
    for (const machine of [laptop, board]) {
      assert.deepEqual((await machine.run()).decision, { kind: 'nothing', why: 'agreed' });
    }
  });

  it('makes no revision when nothing is new', async (t) => {
    const { store, laptop } = await twoMachines(t);
    laptop.add('one');
    await laptop.run('push');
    const keys = store.keys();
    const again = await laptop.run('push');
    assert.deepEqual(again.decision, { kind: 'nothing', why: 'agreed' });
    assert.deepEqual(store.keys(), keys);
  });

  it('sends only the parts that changed', async (t) => {
    const { laptop } = await twoMachines(t);
    laptop.add(...Array.from({ length: 30 }, (_, i) => Buffer.alloc(300_000, String(i % 10)).toString()));
    const first = await laptop.run('push');
    laptop.add('small');
    const second = await laptop.run('push');
    assert.ok(second.published.bytes < first.published.bytes, `${second.published.bytes} of ${first.published.bytes}`);
  });

  it('changes nothing when both moved', async (t) => {
    const { store, laptop, board } = await twoMachines(t);
    laptop.add('one');
    await laptop.run();
    await board.run();
    laptop.add('from laptop');
    board.add('from board');
    await laptop.run();
    const before = { keys: store.keys(), file: readFileSync(board.path) };
    for (const intent of ['sync', 'push', 'pull'] as const) {
      await assert.rejects(board.run(intent), { code: 'diverged', exit: 4 });
    }
    assert.deepEqual(
      store.keys().filter((key) => !key.startsWith('lease')),
      before.keys.filter((key) => !key.startsWith('lease')),
    );
    assert.deepEqual(board.notes(), ['from board', 'one']);
    assert.deepEqual(readFileSync(board.path), before.file);
  });

  it('force push wins, the other machine sets its own aside, undo there brings it back', async (t) => {
    const { laptop, board } = await diverged(t);
    const forced = await board.run('force-push');
    assert.equal(forced.entry?.losers[0]?.label, 'laptop');
    const taken = await laptop.run();
    assert.deepEqual(laptop.notes(), ['from board', 'one']);
    assert.equal(taken.entry?.act, 'forced-by-other');
    const plan = planUndo(laptop.machine);
    await undo(laptop.machine, plan, {});
    assert.deepEqual(laptop.notes(), ['from laptop', 'one']);
    assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'declined' });
    await undo(laptop.machine, planUndo(laptop.machine), {});
    assert.deepEqual(laptop.notes(), ['from board', 'one'], 'an undo can be undone');
  });

  it('rows that were never published are set aside when another machine forces', async (t) => {
    const { laptop, board } = await diverged(t);
    laptop.add('never published');
    await board.run('force-push');
    const taken = await laptop.run();
    assert.equal(taken.entry?.act, 'forced-by-other');
    const point = laptop.machine.state.restorePoints()[0];
    assert.equal(point?.kind, 'set-aside');
    assert.deepEqual(laptop.notes(), ['from board', 'one']);
    await undo(laptop.machine, planUndo(laptop.machine), {});
    assert.deepEqual(laptop.notes(), ['from laptop', 'never published', 'one']);
    await assert.rejects(laptop.run(), { code: 'diverged' }, 'what was undone is not done again by itself');
  });

  it('undo of a force push brings the loser’s image back to the bucket', async (t) => {
    const { laptop, board } = await diverged(t);
    await board.run('force-push');
    await undo(board.machine, planUndo(board.machine), {});
    assert.deepEqual(board.notes(), ['from board', 'one'], 'nothing changes here');
    assert.deepEqual((await laptop.run()).decision.kind, 'adopt');
    assert.deepEqual(laptop.notes(), ['from laptop', 'one']);
    assert.deepEqual((await board.run()).decision, { kind: 'nothing', why: 'declined' });
    await board.run('force-pull');
    assert.deepEqual(board.notes(), ['from laptop', 'one']);
  });

  it('force pull takes the other side and keeps ours', async (t) => {
    const { board } = await diverged(t);
    await board.run('force-pull');
    assert.deepEqual(board.notes(), ['from laptop', 'one']);
    await undo(board.machine, planUndo(board.machine), {});
    assert.deepEqual(board.notes(), ['from board', 'one']);
  });

  it('restores a copy of this machine, and a revision of the bucket', async (t) => {
    const { laptop, board } = await diverged(t);
    await board.run('force-pull');
    const oldest = board.machine.state.restorePoints().at(-1);
    await restore(board.machine, await findRestoreTarget(board.machine, String(oldest?.id)), {});
    assert.deepEqual(board.notes(), ['one'], 'what was here before the second pull');
    await restore(laptop.machine, await findRestoreTarget(laptop.machine, 'v1'), {});
    assert.deepEqual(laptop.notes(), ['one']);
    assert.equal((await laptop.run()).decision.kind, 'push', 'a restore is a change like any other');
    await assert.rejects(findRestoreTarget(laptop.machine, 'v99'), { code: 'restore-point-unknown' });
  });

  it('stops before the loss of many rows travels', async (t) => {
    const { laptop } = await twoMachines(t);
    laptop.add(...Array.from({ length: 20 }, (_, i) => `note ${i}`));
    await laptop.run();
    laptop.remove('id > 5');
    await assert.rejects(laptop.run(), { code: 'brake-rows-gone', exit: 7 });
    assert.equal((await laptop.run('push', true)).decision.kind, 'push');
  });

  it('finds every flipped bit, missing or moved object when verifying, and never applies one', async (t) => {
    const { store, laptop, board } = await twoMachines(t);
    laptop.add('one', 'two');
    await laptop.run();
    const sound = await verify(laptop.machine, {});
    assert.deepEqual(sound.findings, []);
    assert.equal(sound.local, 'same');
    const snapshot = store.snapshot();
    for (const key of store.keys().filter((each) => /head|part|manifest/.test(each))) {
      store.corrupt(key, (body) => body.map((byte, at) => (at === body.length >> 1 ? byte ^ 0x10 : byte)));
      assert.notDeepEqual((await verify(laptop.machine, {})).findings, [], key);
      if (!/^head\/\d+\.json/.test(key)) await assert.rejects(board.run(), { exit: 8 }, key);
      store.rollBack(snapshot);
      store.drop(key);
      if (/part|manifest/.test(key)) await assert.rejects(board.run(), { code: 'object-missing' }, key);
      store.rollBack(snapshot);
    }
    assert.equal((await board.run()).decision.kind, 'pull');
  });

  it('refuses to write to a bucket that was emptied or rolled back', async (t) => {
    const { store, laptop } = await twoMachines(t);
    const empty = store.snapshot();
    laptop.add('one');
    await laptop.run();
    const early = store.snapshot();
    laptop.add('two');
    await laptop.run();
    for (const older of [early, empty]) {
      store.rollBack(older);
      const keys = store.keys();
      for (const intent of ['sync', 'push', 'pull', 'force-push', 'force-pull'] as const) {
        await assert.rejects(laptop.run(intent), { code: 'remote-rolled-back', exit: 8 });
      }
      assert.deepEqual(store.keys(), keys);
      assert.deepEqual(laptop.notes(), ['one', 'two']);
    }
  });

  it('says what it would do and touches nothing in a dry run', async (t) => {
    const { store, laptop, board } = await twoMachines(t);
    laptop.add('one');
    assert.deepEqual((await laptop.plan()).decision, { kind: 'push', parents: [], force: false });
    assert.deepEqual(store.keys(), []);
    await laptop.run();
    const keys = store.keys();
    assert.equal((await board.plan()).decision.kind, 'pull');
    assert.deepEqual(store.keys(), keys);
    assert.equal((await board.machine.source.inspect()).kind, 'absent');
  });
});

async function diverged(t: TestContext) {
  const machines = await twoMachines(t);
  const { laptop, board } = machines;
  laptop.add('one');
  await laptop.run();
  await board.run();
  laptop.add('from laptop');
  await laptop.run();
  await board.run('pull');
  board.remove(`text = 'from laptop'`);
  board.add('from board');
  // The board moved past a base that the laptop moved past too.
  laptop.remove(`text = 'from laptop'`);
  laptop.add('from laptop');
  await laptop.run();
  return machines;
}
