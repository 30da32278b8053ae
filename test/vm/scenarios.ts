import assert from 'node:assert/strict';
import { assertInForce, assertOnlyOurs, assertSame, inWords, mib } from './expected.ts';
import type { Look } from './guest/look.ts';
import type { Answers } from './guest/steps.ts';
import type { Variant } from './images.ts';
import { boot, type Machine } from './machine.ts';

/** Each goes on with the disk as the one before has left it. */
export interface Scenario {
  readonly name: string;
  readonly run: (machine: Machine, known: Known) => Promise<void>;
}

/** What earlier scenarios of the same machine found. */
export interface Known {
  before: Look | null;
  plan: Answers['tune'] | null;
}

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

const killedThenTimer: Scenario = {
  name: 'killed while it writes kernel settings: the timer takes back what is there',
  async run(machine, known) {
    const [killed, half, status, waited, last] = await boot(machine, 'killed-timer', [
      'kill apply sysctl',
      'look',
      'tune status',
      'wait',
      'look',
    ]);
    const { before } = have(known);
    machine.say(`  killed at ${JSON.stringify(killed.state)}, a step of kind ${killed.step}`);
    assert.notDeepEqual(half.files, before.files, 'files of ours are there');
    assert.equal(status.said.state, 'unsettled');
    machine.say(`  taken back after ${waited.seconds.toFixed(0)} s: ${inWords(last)}`);
    assert.match(waited.said.lastTakenBack?.state.why ?? '', /^(crashed|not-confirmed)$/);
    assertClean(waited);
    assertSame(last, before);
  },
};

const killedThenBoot: Scenario = {
  name: 'killed while zram is set up anew, then the power is cut: the next boot takes it back',
  async run(machine, known) {
    const [killed, half] = await boot(machine, 'killed-cut', ['kill apply restart', 'look', 'cut']);
    const { before, plan } = have(known);
    machine.say(`  killed at ${JSON.stringify(killed.state)}, a step of kind ${killed.step}; ${inWords(half)}`);
    assert.equal(half.vm['vm.swappiness'], plannedValue(plan, 'vm.swappiness'));
    assert.notEqual(half.zram['zram0']?.priority, 100, 'no swap on it at that moment');
    const [status, seen] = await boot(machine, 'recovered', ['tune status', 'look']);
    machine.say(`  after the boot: ${inWords(seen)}`);
    assert.equal(status.said.state, 'none');
    assert.equal(status.said.lastTakenBack?.state.why, 'rebooted');
    assertClean(status);
    assertSame(seen, before);
  },
};

const cutWhileWaiting: Scenario = {
  name: 'the power is cut while a change waits for its word: the next boot takes it back',
  async run(machine, known) {
    const [applied, waiting, seen] = await boot(machine, 'waiting-cut', [
      'tune apply --yes',
      'tune status',
      'look',
      'cut',
    ]);
    const { before, plan } = have(known);
    assert.equal(applied.code, 0, JSON.stringify(applied));
    assert.equal(waiting.said.state, 'waiting');
    assertInForce(plan, seen);
    const [status, last] = await boot(machine, 'waiting-recovered', ['tune status', 'look']);
    machine.say(`  after the boot: ${inWords(last)}`);
    assert.equal(status.said.lastTakenBack?.state.why, 'rebooted');
    assertClean(status);
    assertSame(last, before);
  },
};

const killedReverting: Scenario = {
  name: 'killed while it takes back, then the power is cut: the next boot finishes it',
  async run(machine, known) {
    const [applied, confirmed, killed] = await boot(machine, 'revert-killed', [
      'tune apply --yes',
      'tune confirm',
      'kill revert',
      'cut',
    ]);
    const { before } = have(known);
    assert.deepEqual([applied.code, confirmed.code], [0, 0]);
    machine.say(`  killed at ${JSON.stringify(killed.state)}`);
    const [status, seen] = await boot(machine, 'revert-finished', ['tune status', 'look']);
    machine.say(`  after the boot: ${inWords(seen)}`);
    assert.equal(status.said.state, 'none');
    assert.equal(status.said.lastTakenBack?.state.why, 'asked');
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

export const scenarios: Readonly<Record<Variant, readonly Scenario[]>> = {
  generator: [
    inForce,
    takenBack,
    notConfirmed,
    notLoaded,
    killedThenTimer,
    killedThenBoot,
    cutWhileWaiting,
    killedReverting,
  ],
  'zram-tools': [inForce, takenBack, killedThenBoot],
  none: [nothingToDo],
};

function have({ before, plan }: Known): { readonly before: Look; readonly plan: Answers['tune'] } {
  assert.ok(before !== null && plan !== null, 'the first scenario did not come so far');
  return { before, plan };
}

function assertClean({ said }: { readonly said: Answers['tune']['said'] }): void {
  assert.deepEqual(said.lastTakenBack?.state.drift, []);
  assert.equal(said.lastTakenBack?.state.needsReboot, false);
  assert.deepEqual(said.strays, []);
}

function pathsOf({ said }: Answers['tune']): string[] {
  return said.steps.flatMap(({ path }) => path ?? []);
}

function plannedValue({ said }: Answers['tune'], key: string): string {
  return String(said.rows.find((row) => row.key === key)?.new);
}
