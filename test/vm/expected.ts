import assert from 'node:assert/strict';
import type { Look, ZramLook } from './guest/look.ts';
import type { Answers } from './guest/steps.ts';

/** What a plan's table says of the settings that it changes: what must be read back. */
export function assertInForce(plan: Answers['tune'], seen: Look): void {
  const rows: readonly { readonly key: string; readonly new: string | number; readonly state: string }[] =
    plan.said.rows;
  const changed = rows.filter(({ state }) => state === 'change');
  assert.ok(changed.length >= rows.length - 1, `nearly all is changed: ${JSON.stringify(rows)}`);
  for (const { key, new: wanted, state } of rows) {
    assert.notEqual(state, 'refused', key);
    assert.equal(readBack(seen, key), String(wanted), key);
  }
}

function readBack({ vm, zram }: Look, key: string): string | undefined {
  if (!key.startsWith('zram.')) return vm[key];
  const device = zram['zram0'];
  assert.deepEqual(Object.keys(zram), ['zram0'], 'one device');
  assert.ok(device);
  const fields: Readonly<Record<string, ZramLook[keyof ZramLook]>> = {
    'zram.size': device.sizeBytes,
    'zram.limit': device.limitBytes,
    'zram.algorithm': device.algorithm,
    'zram.priority': device.priority,
  };
  return String(fields[key]);
}

/** Value for value and byte for byte: kernel settings, zram, /etc with modes and owners, and no unit of ours. */
export function assertSame(seen: Look, before: Look): void {
  const of = ({ vm, zram, files, failedUnits, ownUnits }: Look) => ({ vm, zram, files, failedUnits, ownUnits });
  assert.deepEqual(of(seen), of(before));
}

/** What stays is what the plan says and the files that it names; nothing else below /etc. */
export function assertOnlyOurs(seen: Look, before: Look, paths: readonly string[]): void {
  const changed = Object.keys({ ...seen.files, ...before.files }).filter(
    (path) => seen.files[path] !== before.files[path],
  );
  const isOnTheWay = (path: string) => paths.some((ours) => ours === path || ours.startsWith(`${path}/`));
  assert.deepEqual(
    changed.filter((path) => !isOnTheWay(path)),
    [],
  );
  for (const path of paths) assert.ok(seen.files[path] !== undefined, path);
}

/** For people. */
export function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** For people: what the machine has now. */
export function inWords({ vm, zram }: Look): string {
  const device = zram['zram0'];
  const words =
    device === undefined
      ? 'no zram'
      : `zram0 ${mib(device.sizeBytes)} ${device.algorithm}, limit ${mib(device.limitBytes)}, priority ${device.priority}`;
  const { 'vm.swappiness': swappiness, 'vm.page-cluster': cluster, 'vm.dirty_bytes': dirty } = vm;
  return `swappiness ${swappiness}, page-cluster ${cluster}, dirty_bytes ${dirty}, ${words}`;
}
