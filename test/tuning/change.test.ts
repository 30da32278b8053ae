import assert from 'node:assert/strict';
import test from 'node:test';
import { ownPaths } from '../../core/model/tune/own-files.ts';
import { hasGuard } from '../../core/model/tune/guard.ts';
import { applyPlan, confirmChange, recover, revertChanges } from '../../core/tuning/change.ts';
import { journalIn } from '../../core/tuning/journal.ts';
import { boardScene } from '../support/board-scene.ts';

const id = 'a'.repeat(16);
const tunable = ['pi4-trixie', 'pi-zero-2', 'orange-pi-armbian', 'dietpi', 'ubuntu'];

for (const name of tunable) {
  test(`${name}: what is applied is what was planned, stays when it is confirmed, and goes without a trace`, async (t) => {
    const scene = boardScene(t, name);
    const baseline = scene.print();
    const plan = scene.plan();
    const applied = await applyPlan(scene.hands(), plan, id);
    assert.ok(applied.kind === 'applied', JSON.stringify(applied));
    assert.equal(applied.rested.transaction.state.kind, 'applied');
    assert.ok(hasGuard(scene.hands().tree), 'a guard stands while it waits');
    for (const step of plan.steps) {
      if (step.kind === 'file') assert.equal(scene.read(step.path), step.after.text, step.path);
      if (step.kind === 'sysctl') {
        assert.equal(scene.read(`/proc/sys/${step.key.replaceAll('.', '/')}`), `${step.after}\n`, step.key);
      }
    }
    const left = scene.plan();
    assert.deepEqual(left.steps, []);
    assert.deepEqual(await recover(scene.hands()), [], 'it waits');
    const confirmed = await confirmChange(scene.hands());
    assert.equal(confirmed?.transaction.state.kind, 'confirmed');
    assert.ok(!hasGuard(scene.hands().tree), 'the guard is gone');
    assert.equal(scene.unitActs.at(-1), 'forget the guard', 'and systemd does not know it any more');
    scene.pass(1e9);
    scene.reboot();
    assert.deepEqual(await recover(scene.hands()), [], 'it stays');
    assert.ok(scene.print()[ownPaths.sysctl] !== undefined);
    const [reverted] = await revertChanges(scene.hands(), { onlyLast: false });
    assert.deepEqual(reverted?.faults, []);
    assert.ok(reverted?.transaction.state.kind === 'reverted');
    assert.deepEqual(reverted.transaction.state.drift, []);
    if (name === 'orange-pi-armbian') assert.ok(reverted.transaction.state.needsReboot);
    assert.equal(scene.unitActs.at(-1), 'forget the guard');
    assert.deepEqual(scene.print(), baseline);
  });
}

test('what nobody confirms within its time, or in its boot, is taken back', async (t) => {
  const scene = boardScene(t, 'pi-zero-2');
  const baseline = scene.print();
  await applyPlan(scene.hands(), scene.plan(), id);
  scene.pass(119_000);
  assert.deepEqual(await recover(scene.hands()), []);
  scene.pass(2_000);
  const [late] = await recover(scene.hands());
  assert.ok(late?.transaction.state.kind === 'reverted' && late.transaction.state.why === 'not-confirmed');
  assert.deepEqual(scene.print(), baseline);
  assert.equal(await confirmChange(scene.hands()), null);

  await applyPlan(scene.hands(), scene.plan(), 'b'.repeat(16));
  scene.reboot();
  const [booted] = await recover(scene.hands());
  assert.ok(booted?.transaction.state.kind === 'reverted' && booted.transaction.state.why === 'rebooted');
  assert.deepEqual(scene.print(), baseline);

  await applyPlan(scene.hands(), scene.plan(), 'c'.repeat(16));
  assert.deepEqual(await recover(scene.hands(), 'b'.repeat(16)), [], 'the timer of another change');
  const [timed] = await recover(scene.hands(), 'c'.repeat(16));
  assert.ok(timed?.transaction.state.kind === 'reverted' && timed.transaction.state.why === 'not-confirmed');
  assert.deepEqual(scene.print(), baseline);
  assert.equal(journalIn(scene.hands().tree).transactions.length, 3);
});
