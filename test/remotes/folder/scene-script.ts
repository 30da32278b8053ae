// Carries out one scene on a scratch folder and prints, as JSON, how each step ended. mounts.test.ts runs it in a mount
// namespace of its own, faults.test.ts without the rights of root.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '../../../core/model/errors.ts';
import { bytes, listed, textOf } from '../../contract/remote-under-test.ts';
import { openFolder } from './folder-under-test.ts';

const [scene = '', scratch = ''] = process.argv.slice(2);
const folder = join(scratch, 'mounted');
mkdirSync(folder, { recursive: true });
const ends: Record<string, unknown> = {};

async function step(name: string, act: () => unknown): Promise<void> {
  try {
    ends[name] = await act();
  } catch (error) {
    ends[name] = isFault(error) ? { code: error.code, ...error.data } : { bug: String(error) };
  }
}
const mount = (...args: string[]) => execFileSync('mount', args);
const everything = () => readdirSync(folder, { recursive: true });

async function readOnly(): Promise<void> {
  const remote = openFolder(folder);
  await remote.put('devices/a.json', bytes('one'));
  mount('--bind', folder, folder);
  mount('-o', 'remount,bind,ro', folder);
  const before = everything();
  await step('get', () => textOf(remote, 'devices/a.json'));
  await step('list', async () => (await listed(remote)).length);
  await step('create', () => remote.create('devices/b.json', bytes('two')));
  await step('create in a new folder', () => remote.create('head/b.json', bytes('two')));
  await step('put', () => remote.put('devices/a.json', bytes('two')));
  await step('delete', () => remote.delete('devices/a.json'));
  await step('storeTime', () => remote.storeTime());
  await step('unchanged', () => JSON.stringify(everything()) === JSON.stringify(before));
}

async function full(): Promise<void> {
  mount('-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', folder);
  const remote = openFolder(folder);
  await step('small', () => remote.create('log/1', new Uint8Array(400_000)));
  await step('create', () => remote.create('log/2', new Uint8Array(900_000)));
  await step('put', () => remote.put('log/1', new Uint8Array(900_000)));
  await step('create without links', () =>
    openFolder(folder, { hardLinks: false }).create('log/3', new Uint8Array(900_000)),
  );
  await step('list', async () => (await listed(remote)).map(({ key, bytes }) => `${key} ${bytes}`));
  await step('files', () => readdirSync(join(folder, 'membridge', '6fe2e0f6071ac2bb', 'log')));
  await step('fits again', () => remote.create('log/2', new Uint8Array(400_000)));
}

async function noInodes(): Promise<void> {
  mount('-t', 'tmpfs', '-o', 'size=1m,nr_inodes=8,mode=700', 'tmpfs', folder);
  const remote = openFolder(folder);
  await step('first', () => remote.create('a', bytes('x')));
  for (let n = 0; n < 8; n++) await step('last', () => remote.create(`${n}`, bytes('x')));
}

/** A mount point stays when its disk goes; what is below it then is not the remote. */
async function unmounted(): Promise<void> {
  mount('-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', folder);
  const remote = openFolder(folder);
  await remote.put('project.json', bytes('ours'));
  execFileSync('umount', [folder]);
  await step('get', () => remote.get('project.json', 100));
  await step('list', () => listed(remote));
  await step('put', () => remote.put('lease.json', bytes('x')));
  await step('create', () => remote.create('head/1', bytes('x')));
  await step('storeTime', () => remote.storeTime());
  await step('left there', () => everything());
  mount('-t', 'tmpfs', '-o', 'size=2m,mode=700', 'tmpfs', folder);
  mkdirSync(join(folder, 'membridge', '6fe2e0f6071ac2bb'), { recursive: true });
  writeFileSync(join(folder, 'membridge', '6fe2e0f6071ac2bb', 'project.json'), 'mounted again');
  await step('mounted again', () => textOf(remote, 'project.json'));
}

async function denied(): Promise<void> {
  const remote = openFolder(folder);
  await remote.put('devices/a.json', bytes('one'));
  await remote.put('head/1.json', bytes('x'));
  const devices = join(folder, 'membridge', '6fe2e0f6071ac2bb', 'devices');
  chmodSync(devices, 0o500);
  await step('put', () => remote.put('devices/a.json', bytes('two')));
  await step('create', () => remote.create('devices/b.json', bytes('two')));
  const noLinks = openFolder(folder, { hardLinks: false });
  await step('create without links', () => noLinks.create('devices/b.json', bytes('two')));
  await step('delete', () => remote.delete('devices/a.json'));
  await step('get what may be read', () => textOf(remote, 'devices/a.json'));
  chmodSync(devices, 0);
  await step('get', () => textOf(remote, 'devices/a.json'));
  await step('head', () => remote.head('devices/a.json'));
  await step('list', () => listed(remote));
  await step('list what may be read', async () => (await listed(remote, 'head/')).length);
  chmodSync(devices, 0o700);
}

const scenes: Readonly<Record<string, () => Promise<void>>> = { readOnly, full, noInodes, unmounted, denied };
await scenes[scene]?.();
console.log(JSON.stringify(ends));
