import assert from 'node:assert/strict';
import { assertInForce, assertSame, inWords } from './expected.ts';
import { boot } from './machine.ts';
import { assertClean, have, plannedValue, type Scenario } from './scenario.ts';

export const throughHelper: Scenario = {
  name: 'an account without rights applies, confirms and takes back through the root helper',
  async run(machine, known) {
    const [installed, before, plan, applied, seen, confirmed, reverted, after] = await boot(machine, 'helper', [
      'install helper',
      'look',
      'pi tune plan',
      'pi tune apply --yes',
      'look',
      'pi tune confirm',
      'pi tune revert',
      'look',
    ]);
    assert.equal(installed.code, 0, JSON.stringify(installed));
    known.before = before;
    known.plan = plan;
    assert.equal(applied.code, 0, JSON.stringify(applied));
    machine.say(`  after: ${inWords(seen)}`);
    assertInForce(plan, seen);
    assert.equal(confirmed.code, 0, JSON.stringify(confirmed));
    assert.equal(reverted.code, 0, JSON.stringify(reverted));
    machine.say(`  reverted: ${inWords(after)}`);
    assertSame(after, before);
  },
};

export const helperKilled: Scenario = {
  name: 'the root helper is killed while it sets up zram anew, then the power is cut: the next boot takes it back',
  async run(machine, known) {
    const [first, killed, half] = await boot(machine, 'helper-killed', ['look', 'kill helper restart', 'look', 'cut']);
    const { before, plan } = have(known);
    assertSame(first, before);
    machine.say(`  killed at ${JSON.stringify(killed.state)}, a step of kind ${killed.step}; ${inWords(half)}`);
    assert.equal(half.vm['vm.swappiness'], plannedValue(plan, 'vm.swappiness'));
    const [status, seen] = await boot(machine, 'helper-recovered', ['pi tune status', 'look']);
    machine.say(`  after the boot: ${inWords(seen)}`);
    assert.equal(status.said.lastTakenBack?.state.why, 'rebooted');
    assertClean(status);
    assertSame(seen, before);
  },
};
