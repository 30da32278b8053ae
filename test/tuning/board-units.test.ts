import assert from 'node:assert/strict';
import test from 'node:test';
import { listedUnits, systemdUnits } from '../../core/host/compose/board-units.ts';
import { isFault } from '../../core/model/errors.ts';

const own = { node: '/usr/bin/node', program: '/usr/lib/membridge/membridge.mjs' };
const zram = 'systemd-zram-setup@zram0.service';

/** A systemd that takes note of what it is told, and refuses what `refused` begins. */
function noting(refused = '-') {
  const told: string[] = [];
  const units = systemdUnits((words) => {
    told.push(words.join(' '));
    return Promise.resolve({ code: told.at(-1)?.startsWith(refused) ? 1 : 0, stderr: 'No such unit.\n' });
  }, own);
  return { told, units };
}

test("the generator's swap is started again after its device, another owner's service sets up both", async () => {
  const { told, units } = noting();
  await units.restart(zram);
  await units.restart('zramswap.service');
  assert.deepEqual(told, [
    `systemctl restart ${zram}`,
    'systemctl start dev-zram0.swap',
    'systemctl restart zramswap.service',
  ]);
});

test('the timer runs our program as root in two minutes, after one of an earlier act was stopped', async () => {
  const { told, units } = noting('systemctl stop');
  await units.startTimer('0123456789abcdef');
  const [stop, start] = told;
  assert.equal(stop, 'systemctl stop membridge-tune-revert.timer');
  assert.match(start ?? '', /^systemd-run .*--unit=membridge-tune-revert --on-active=120 /);
  assert.match(start ?? '', / -- \/usr\/bin\/node \S+membridge\.mjs tune recover --unconfirmed 0123456789abcdef$/);
  await units.stopTimer();
});

test('a systemd that does not reload once the guard is gone, or does not stop what is then restarted, is no fault', async () => {
  const { told, units } = noting('systemctl');
  await units.forget();
  await units.stop(zram);
  assert.deepEqual(told, ['systemctl daemon-reload', `systemctl stop ${zram}`]);
});

test('what systemd refuses is a fault with its own words', async () => {
  for (const [refused, act] of [
    ['systemctl daemon-reload', 'reload'],
    [`systemctl restart ${zram}`, 'restart'],
    ['systemctl start dev-zram0', 'restart'],
    ['systemd-run', 'startTimer'],
  ] as const) {
    const { units } = noting(refused);
    await assert.rejects(units[act](act === 'restart' ? zram : 'a'), (error) => {
      assert.ok(isFault(error, 'service-failed') && error.data.detail === 'No such unit.');
      return error.data.command.startsWith(refused);
    });
  }
});

test('the compression of an emptied device is set by systemd, without anything that would fill it again', async () => {
  const { told, units } = noting('systemd-run');
  await units.compressWith('lzo-rle');
  assert.match(
    told.join(),
    /^systemd-run .*--property=Type=oneshot --property=DefaultDependencies=no -- \/bin\/sh -c /,
  );
  assert.match(told.join(), / \/sys\/block\/zram0\/comp_algorithm lzo-rle$/);
});

test('for a tree the same commands are listed and none is run', async () => {
  const listed: string[] = [];
  const { told, units } = noting();
  const tree = listedUnits(own, listed);
  for (const each of [units, tree]) {
    await each.startTimer('a');
    await each.reload();
    await each.stop(zram);
    await each.compressWith('lzo-rle');
    await each.restart(zram);
    await each.stopTimer();
    await each.forget();
  }
  assert.deepEqual([units.isReal, tree.isReal], [true, false]);
  assert.deepEqual(['systemctl stop membridge-tune-revert.timer', ...listed], told);
});
