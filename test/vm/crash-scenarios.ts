import assert from 'node:assert/strict';
import { assertInForce, assertSame, inWords } from './expected.ts';
import type { Look } from './guest/look.ts';
import { boot, type Machine } from './machine.ts';
import { assertClean, have, plannedValue, type Scenario } from './scenario.ts';

export const planned: Scenario = {
  name: 'a machine as it comes, and what would be changed',
  async run(machine, known) {
    const [before, plan] = await boot(machine, 'planned', ['look', 'tune plan']);
    assert.equal(plan.said.reason, null);
    known.before = before;
    known.plan = plan;
  },
};

export const killedThenTimer: Scenario = {
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

export const killedThenBoot: Scenario = {
  name: 'killed while zram is set up anew, then the power is cut: the next boot takes it back',
  async run(machine, known) {
    const [killed, half] = await boot(machine, 'killed-cut', ['kill apply restart', 'look', 'cut']);
    const { before, plan } = have(known);
    machine.say(`  killed at ${JSON.stringify(killed.state)}, a step of kind ${killed.step}; ${inWords(half)}`);
    assert.equal(half.vm['vm.swappiness'], plannedValue(plan, 'vm.swappiness'));
    assert.notEqual(half.zram['zram0']?.priority, 100, 'no swap on it at that moment');
    await assertTakenBack(machine, 'recovered', 'rebooted', before);
  },
};

export const cutWhileWaiting: Scenario = {
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
    await assertTakenBack(machine, 'waiting-recovered', 'rebooted', before);
  },
};

export const killedReverting: Scenario = {
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
    await assertTakenBack(machine, 'revert-finished', 'asked', before);
  },
};

/** What a kill or a cut left is taken back by the next boot, whole, and why it was is told. */
async function assertTakenBack(machine: Machine, name: string, why: string, before: Look): Promise<void> {
  const [status, seen] = await boot(machine, name, ['tune status', 'look']);
  machine.say(`  after the boot: ${inWords(seen)}`);
  assert.equal(status.said.state, 'none');
  assert.equal(status.said.lastTakenBack?.state.why, why);
  assertClean(status);
  assertSame(seen, before);
}
