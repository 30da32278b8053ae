// One of several processes that share a folder (processes.test.ts).
import { existsSync, writeFileSync } from 'node:fs';
import { systemProcesses } from '../../../core/platform/process.ts';
import { bytes } from '../../contract/remote-under-test.ts';
import { openFolder } from './folder-under-test.ts';

const [role = '', folder = '', name = '', hardLinks = 'yes'] = process.argv.slice(2);
const remote = openFolder(folder, {
  hardLinks: hardLinks === 'yes',
  writer: { id: 'home', processes: systemProcesses() },
});

/** Creates 40 names that all others create too, and prints how each ended. */
async function race(): Promise<void> {
  writeFileSync(`${folder}/ready ${name}`, '');
  const deadline = Date.now() + 20_000;
  while (!existsSync(`${folder}/start`) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 2));
  const ends: string[] = [];
  for (let n = 0; n < 40; n++) ends.push(await remote.create(`head/${n}`, bytes(name)));
  console.log(JSON.stringify(ends));
}

/** Writes objects of one repeated byte, each of another size, for about a second. */
async function rewrite(): Promise<void> {
  const until = Date.now() + 1_000;
  for (let n = 1; Date.now() < until; n++) {
    await remote.put('lease.json', new Uint8Array(((n * 7_919) % 300_000) + 1).fill(n % 256));
    await remote.create(`head/${n}`, new Uint8Array(200_000).fill(n % 256));
  }
}

/** Writes large objects until it is killed. */
async function writeForEver(): Promise<void> {
  const body = new Uint8Array(24 * 1024 * 1024).fill(7);
  for (let n = 0; n < 10_000; n++) {
    await remote.put('snapshots/part-0000', body);
    await remote.create(`snapshots/part-${n}`, body);
    await remote.delete(`snapshots/part-${n}`);
  }
}

const roles: Readonly<Record<string, () => Promise<void>>> = { race, rewrite, writeForEver };
await roles[role]?.();
