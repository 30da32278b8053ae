import assert from 'node:assert/strict';
import { cutWhileWaiting, killedReverting, killedThenBoot, killedThenTimer, planned } from './crash-scenarios.ts';
import { assertInForce, assertOnlyOurs, assertSame, inWords, mib } from './expected.ts';
import { helperKilled, throughHelper } from './helper-scenarios.ts';
import type { Variant } from './images.ts';
import { boot } from './machine.ts';
import { assertClean, have, pathsOf, plannedValue, type Scenario } from './scenario.ts';

/** Of the 160 MiB that a full memory has too much. */
const swappedMin = 32 * 2 ** 20;

const inForce: Scenario = {
  name: 'a profile is applied, confirmed and read back',
  async run(machine, known) {
    const answers = await boot(machine, 'apply', [
      'look',
      'tune plan',
      'tune apply --yes',
      'look',
      'tune confirm',
      'tune status',
      'look',
    ]);
    const [before, plan, applied, seen, confirmed, standing, last] = answers;
    known.before = before;
    known.plan = plan;
    machine.say(`  before: ${inWords(before)}`);
    assert.deepEqual(before.failedUnits, []);
    assert.equal(plan.said.profile, '1gb');
    assert.equal(applied.code, 0, JSON.stringify(applied));
    machine.say(`  after:  ${inWords(seen)}`);
    assertInForce(plan, seen);
    assert.equal(confirmed.code, 0, JSON.stringify(confirmed));
    assert.equal(standing.said.state, 'in-force');
    assertInForce(plan, last);
    assertOnlyOurs(last, before, pathsOf(plan));
    assert.deepEqual(last.ownUnits, []);
    assert.deepEqual(last.failedUnits, []);
  },
};

const takenBack: Scenario = {
  name: 'after a reboot it is still there; revert takes all of it back',
  async run(machine, known) {
    const [seen, status, filled, reverted, after, none] = await boot(machine, 'revert', [
      'look',
      'tune status',
      'fill',
      'tune revert',
      'look',
      'tune status',
    ]);
    const { before, plan } = have(known);
    machine.say(`  rebooted: ${inWords(seen)}`);
    assert.notEqual(seen.bootId, before.bootId);
    assertInForce(plan, seen);
    assert.equal(status.said.state, 'in-force');
    const steps = status.said.transactions[0]?.steps ?? [];
    assert.ok(steps.length > 3, 'it tells of each step');
    for (const { target, standing } of steps) assert.notEqual(standing, 'else', target);
    const { storedBytes, usedBytes } = filled;
    machine.say(`  swapped: ${mib(storedBytes)} in ${mib(usedBytes)}`);
    assert.ok(storedBytes > swappedMin && usedBytes < storedBytes, 'it is compressed');
    assert.ok(usedBytes <= Number(plannedValue(plan, 'zram.limit')), 'within the limit');
    assert.equal(reverted.code, 0, JSON.stringify(reverted));
    machine.say(`  reverted: ${inWords(after)}`);
    assertSame(after, before);
    assert.equal(none.said.state, 'none');
    assertClean(none);
  },
};

const notConfirmed: Scenario = {
  name: 'after another reboot all is as before; what nobody confirms is taken back after two minutes',
  async run(machine, known) {
    const [first, applied, seen, waited, last] = await boot(machine, 'unconfirmed', [
      'look',
      'tune apply --yes',
      'look',
      'wait',
      'look',
    ]);
    const { before, plan } = have(known);
    assertSame(first, before);
    assert.equal(applied.code, 0, JSON.stringify(applied));
    assertInForce(plan, seen);
    machine.say(`  taken back by itself after ${waited.seconds.toFixed(0)} s: ${inWords(last)}`);
    assert.ok(waited.seconds > 60, 'not before its time');
    assert.equal(waited.said.lastTakenBack?.state.why, 'not-confirmed');
    assertClean(waited);
    assertSame(last, before);
  },
};

const notLoaded: Scenario = {
  name: 'a compression that the kernel cannot load is told, and all is taken back at once',
  async run(machine, known) {
    const [, applied, seen, status] = await boot(machine, 'not-loaded', [
      'without zstd',
      'tune apply --yes',
      'look',
      'tune status',
    ]);
    const { before, plan } = have(known);
    assert.equal(plannedValue(plan, 'zram.algorithm'), 'zstd');
    assert.notEqual(applied.code, 0);
    machine.say(`  ${applied.said.error?.code}: ${applied.said.error?.message}`);
    assert.equal(applied.said.error?.code, 'tune-failed');
    assert.match(applied.said.error.message, /zram0: algorithm lzo-rle ≠ algorithm zstd/);
    assert.equal(status.said.lastTakenBack?.state.why, 'failed');
    assertClean(status);
    assertSame(seen, before);
  },
};

const nothingToDo: Scenario = {
  name: 'without zram nothing is planned and nothing touched',
  async run(machine) {
    const [before, plan, applied, after] = await boot(machine, 'no-zram', [
      'look',
      'tune plan',
      'tune apply --yes',
      'look',
    ]);
    assert.deepEqual([plan.code, plan.said.reason, plan.said.steps], [0, 'no-zram', []]);
    assert.deepEqual([applied.code, applied.said.changed], [0, false]);
    assertSame(after, before);
  },
};

/** What is done to one machine, from its image on. */
export const courses = {
  generator: {
    image: 'generator',
    scenarios: [inForce, takenBack, notConfirmed, notLoaded],
  },
  crashes: {
    image: 'generator',
    scenarios: [planned, killedThenBoot, killedReverting, killedThenTimer, cutWhileWaiting],
  },
  helper: { image: 'generator', scenarios: [throughHelper, helperKilled] },
  'zram-tools': { image: 'zram-tools', scenarios: [inForce, takenBack, killedThenBoot] },
  none: { image: 'none', scenarios: [nothingToDo] },
} as const satisfies Readonly<Record<string, { readonly image: Variant; readonly scenarios: readonly Scenario[] }>>;

export type CourseName = keyof typeof courses;
