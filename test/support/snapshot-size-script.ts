/**
 * One step with machines in the folder `argv[2]`, each in a process of its own so that its memory can be told: `make BYTES` and a
 * first sync; `publish` a snapshot; `join` by it.
 */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { joinFromSnapshot } from '../../core/engine/records/join-snapshot.ts';
import { publishSnapshot } from '../../core/engine/records/publish-snapshot.ts';
import { projectIdOf } from '../../core/model/ids.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { folderRemote } from '../../core/remotes/folder/folder-remote.ts';
import { makeLargeDatabase } from './large-database.ts';
import { memoryStore } from './memory-store.ts';
import { snapshotMachine } from './snapshot-machine.ts';

const [root = '', step = '', bytes = ''] = process.argv.slice(2);
const shared = join(root, 'shared');
// Whoever runs this removes the folder.
const noTest = { after: () => {} } as unknown as TestContext;

function machineAt(label: string) {
  mkdirSync(shared, { recursive: true });
  mkdirSync(join(root, label), { recursive: true });
  const remote = folderRemote({ folder: shared, project: projectIdOf('mem'), random: systemRandom });
  return snapshotMachine(noTest, label, memoryStore(), { remote, folder: join(root, label), snapshots: false });
}

const machine = await machineAt(step === 'join' ? 'board' : 'laptop');
let found: object = {};
if (step === 'make') {
  makeLargeDatabase(machine.path, Number(bytes));
  await machine.sync();
} else if (step === 'publish') {
  const { kind } = await publishSnapshot(machine.machine, {});
  found = { kind };
} else {
  const joined = await joinFromSnapshot(machine.machine, {});
  const { published, fetched, applied } = await machine.sync();
  const image = readdirSync(shared, { recursive: true, encoding: 'utf8' })
    .filter((name) => /part-\d+$/.test(name))
    .reduce((sum, name) => sum + statSync(join(shared, name)).size, 0);
  const { live } = machine.machine.store.knownCount();
  found = { ...joined, known: live, image, after: [published?.records, fetched.records, applied] };
}
machine.close();
console.log(JSON.stringify({ ...found, peakBytes: process.resourceUsage().maxRSS * 1024 }));
