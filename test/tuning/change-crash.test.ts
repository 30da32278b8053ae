import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { hasGuard } from '../../core/model/tune/guard.ts';
import { unsettled } from '../../core/model/tune/verdict.ts';
import { applyPlan, confirmChange, recover, revertChanges } from '../../core/tuning/change.ts';
import { journalIn } from '../../core/tuning/journal.ts';
import { type BoardScene, Died, type SceneHands, sceneAt } from '../support/board-scene.ts';

const id = 'a'.repeat(16);
/** A plan with a step of every kind dies at each change of the disk, the others at every second one. */
const strides = { 'pi-zero-2': 1, 'orange-pi-armbian': 2, dietpi: 2, ubuntu: 2 };

/** Changes of the disk until a revert has said in the journal what it is: the guard, with its folder, and a line. */
const saidAfter = 16;

type Work = (scene: BoardScene, hands: SceneHands) => Promise<unknown>;

const apply: Work = (scene, hands) => applyPlan(hands, scene.plan(), id);
const confirm: Work = (_scene, hands) => confirmChange(hands);
const revert: Work = (_scene, hands) => revertChanges(hands, { onlyLast: false });

function place(t: TestContext): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-crash-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  return join(root, 'tree');
}

/** Does the work in a program that dies before its `dieAt`th change of the disk. True: it did die. */
async function dies(scene: BoardScene, dieAt: number, work: Work): Promise<boolean> {
  const hands = scene.hands(dieAt);
  try {
    await work(scene, hands);
  } catch (error) {
    assert.ok(error instanceof Died, String(error));
  }
  return hands.changes >= dieAt;
}

/** What the next start of any program does; then the timer's. Nothing is left unsettled. */
async function recovered(scene: BoardScene): Promise<void> {
  await recover(scene.hands());
  await recover(scene.hands(), id);
  assert.deepEqual(unsettled(journalIn(scene.hands().tree)), []);
  assert.ok(!hasGuard(scene.hands().tree), 'the guard is gone');
}

for (const [name, stride] of Object.entries(strides)) {
  test(`${name}: a program that dies at any change of the disk while it applies leaves, after recovery, what was there before`, async (t) => {
    const scene = sceneAt(place(t), name);
    const baseline = scene.print();
    let dieAt = 0;
    for (let isAlive = true, boots = true; isAlive; scene.forget(), boots = !boots) {
      dieAt += stride;
      isAlive = await dies(scene, dieAt, apply);
      if (boots) scene.reboot();
      await recovered(scene);
      assert.deepEqual(scene.print(), baseline, `died at ${dieAt}`);
    }
    assert.ok(dieAt > 60, `only ${dieAt} changes`);
  });

  test(`${name}: a program that dies while it takes back does so without a trace after recovery`, async (t) => {
    const scene = sceneAt(place(t), name);
    const baseline = scene.print();
    const { hash } = scene.plan();
    let dieAt = 0;
    for (let isAlive = true, boots = true; isAlive; scene.forget(), boots = !boots) {
      dieAt += stride;
      await apply(scene, scene.hands());
      await confirm(scene, scene.hands());
      isAlive = await dies(scene, dieAt, revert);
      const { tree } = scene.hands();
      const isForgotten = !hasGuard(tree) && unsettled(journalIn(tree)).length > 0;
      // The guard goes last of all but the last line of the journal.
      assert.ok(!isForgotten || scene.plan().hash === hash, `half taken back, and nobody would know: ${dieAt}`);
      if (boots) scene.reboot();
      await recover(scene.hands());
      // Before its first line in the journal there was no wish to go back.
      if (dieAt <= saidAfter) await revert(scene, scene.hands());
      await recovered(scene);
      assert.deepEqual(scene.print(), baseline, `died at ${dieAt}`);
    }
    assert.ok(dieAt > 30, `only ${dieAt} changes`);
  });
}

test('a program that dies while a change is confirmed leaves all of it or nothing', async (t) => {
  const scene = sceneAt(place(t), 'pi-zero-2');
  const baseline = scene.print();
  let kept = 0;
  let back = 0;
  for (let dieAt = 1, isAlive = true; isAlive; dieAt += 1, scene.forget()) {
    await apply(scene, scene.hands());
    isAlive = await dies(scene, dieAt, confirm);
    await recovered(scene);
    if (scene.plan().steps.length === 0) {
      kept += 1;
      await revert(scene, scene.hands());
    } else back += 1;
    assert.deepEqual(scene.print(), baseline, `died at ${dieAt}`);
  }
  assert.ok(kept > 2 && back > 2, `${kept} kept, ${back} taken back`);
});

test('dying again and again, with reboots between, never loses the way back', async (t) => {
  const root = place(t);
  const baseline = sceneAt(root, 'pi-zero-2').print();
  const deaths = fc.array(fc.record({ dieAt: fc.integer({ min: 1, max: 60 }), boots: fc.boolean() }), { maxLength: 5 });
  const property = fc.asyncProperty(fc.integer({ min: 1, max: 150 }), deaths, async (first, more) => {
    const scene = sceneAt(root, 'pi-zero-2');
    await dies(scene, first, apply);
    for (const { dieAt, boots } of more) {
      if (boots) scene.reboot();
      await dies(scene, dieAt, (_scene, hands) => recover(hands, id));
    }
    await recovered(scene);
    assert.deepEqual(scene.print(), baseline);
  });
  await fc.assert(property, { numRuns: 60 });
});
