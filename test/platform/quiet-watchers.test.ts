import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, type NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { clockWatcher } from '../../core/platform/clock-watcher.ts';
import { networkWatcher } from '../../core/platform/network-watcher.ts';
import { readPower } from '../../core/platform/power.ts';
import { fakeClock } from '../support/fake-clock.ts';

test('a wall clock that ran ahead of the monotonic one means that the machine slept; one set back means nothing', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  const wakes: string[] = [];
  const watching = await clockWatcher({ clock, tickMs: null }).start((reason) => wakes.push(reason));
  assert.equal(watching.tickMs?.(), null);
  await clock.advance(3_600_000);
  watching.look?.();
  assert.deepEqual(wakes, []);
  clock.jumpWall(4_000);
  watching.look?.();
  clock.jumpWall(-7_200_000);
  watching.look?.();
  assert.deepEqual(wakes, []);
  clock.jumpWall(60_000);
  watching.look?.();
  watching.look?.();
  assert.deepEqual(wakes, ['resume']);
});

test('where the monotonic clock goes on in sleep, a tick that comes far too late tells of it', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  const wakes: string[] = [];
  const watching = await clockWatcher({ clock, tickMs: 60_000 }).start((reason) => wakes.push(reason));
  assert.equal(watching.tickMs?.(), 60_000);
  await clock.advance(70_000);
  watching.look?.();
  assert.deepEqual(wakes, []);
  await clock.advance(600_000);
  watching.look?.();
  assert.deepEqual(wakes, ['resume']);
});

test('only while offline a new address wakes, and one that goes away does not', async () => {
  const loopback = address('127.0.0.1', true);
  let found: Record<string, NetworkInterfaceInfo[]> = { lo: [loopback] };
  let asked = 0;
  const wakes: string[] = [];
  const watcher = networkWatcher(() => {
    asked += 1;
    return found;
  });
  const watching = await watcher.start((reason) => wakes.push(reason));
  watching.look?.();
  assert.equal(asked, 0);
  assert.equal(watching.tickMs?.(), null);
  watching.setOffline?.(true);
  assert.ok((watching.tickMs?.() ?? 0) > 0);
  watching.look?.();
  assert.deepEqual(wakes, []);
  found = { lo: [loopback], eth0: [address('192.0.2.7', false)] };
  watching.look?.();
  watching.look?.();
  assert.deepEqual(wakes, ['network']);
  found = { lo: [loopback] };
  watching.look?.();
  assert.deepEqual(wakes, ['network']);
  watching.setOffline?.(false);
  assert.equal(watching.tickMs?.(), null);
});

test('the power of a laptop is read from its supplies, not from those of its mouse', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'power-'));
  t.after(() => rm(root, { recursive: true }));
  const supply = async (name: string, files: Record<string, string>) => {
    await mkdir(join(root, name), { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, name, file), `${text}\n`);
  };
  assert.deepEqual(await readPower(join(root, 'none')), { onBattery: false, hasBattery: false });
  await supply('mouse', { type: 'Battery', scope: 'Device', status: 'Discharging' });
  assert.deepEqual(await readPower(root), { onBattery: false, hasBattery: false });
  await supply('BAT0', { type: 'Battery', status: 'Discharging' });
  await supply('AC', { type: 'Mains', online: '0' });
  assert.deepEqual(await readPower(root), { onBattery: true, hasBattery: true });
  await supply('AC', { online: '1' });
  assert.deepEqual(await readPower(root), { onBattery: false, hasBattery: true });
});

function address(ip: string, internal: boolean): NetworkInterfaceInfo {
  return {
    address: ip,
    netmask: '255.255.255.0',
    family: 'IPv4',
    mac: '00:00:00:00:00:00',
    internal,
    cidr: `${ip}/24`,
  };
}
