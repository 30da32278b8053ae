// One of several processes that share a folder (processes.test.ts).
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { systemProcesses } from '../../../core/platform/process.ts';
import { bytes } from '../../contract/remote-under-test.ts';
import { openFolder } from './folder-under-test.ts';

const [role = '', folder = '', name = '', hardLinks = 'yes'] = process.argv.slice(2);
const remote = openFolder(folder, {
  hardLinks: hardLinks === 'yes',
  writer: { id: 'home', processes: systemProcesses() },
});

/**
 * Creates the names that its input tells, one at a time, and says how each ended. Before the call that decides about a name
 * it says `door` and goes on when it is told to: so all racers can be brought to the same point, however busy the machine is.
 */
async function race(): Promise<void> {
  const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  let hasDoor = false;
  waitBeforeDeciding(async () => {
    if (!hasDoor) return;
    hasDoor = false;
    console.log('door');
    await orders.next();
  });
  for (let order = await orders.next(); order.done !== true; order = await orders.next()) {
    const [way, key = ''] = order.value.split(' ');
    hasDoor = way === 'stop-at-door';
    console.log(await remote.create(key, bytes(name)));
  }
}

/** Of all that try, the first that links, or without hard links the first that makes the claim file, has the name. */
function waitBeforeDeciding(wait: () => Promise<void>): void {
  const { link, open } = fs.promises;
  fs.promises.link = async (...args) => {
    await wait();
    return link(...args);
  };
  fs.promises.open = async (...args) => {
    if (basename(String(args[0])).startsWith('.tmp-claim-')) await wait();
    return open(...args);
  };
  syncBuiltinESMExports();
}

/** Writes objects of one repeated byte, each of another size, until its input ends. */
async function rewrite(): Promise<void> {
  const input = process.stdin.resume();
  for (let n = 1; !input.readableEnded; n++) {
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
