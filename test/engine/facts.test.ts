import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { factsFindings, factsReadMax, otherFacts, removeFacts, writeFacts } from '../../core/engine/facts.ts';
import { verify } from '../../core/engine/verify.ts';
import { factsKey } from '../../core/model/bucket-keys.ts';
import { encodeDeviceFacts, parseDeviceFacts, type DeviceFacts } from '../../core/model/device-facts.ts';
import { deviceIdSchema, projectIdSchema, type DeviceId } from '../../core/model/ids.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { folderRemote } from '../../core/remotes/folder/folder-remote.ts';
import { ageSeal } from '../../core/remotes/seal/age-seal.ts';
import { plainSeal } from '../../core/remotes/seal/plain-seal.ts';
import { engineMachine, testRepoId } from '../support/engine-machine.ts';
import { memoryRemote, type Personality } from '../support/memory-remote.ts';
import type { Fate } from '../support/memory-requests.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { observation, session } from '../support/memory-pair.ts';
import { memoryRecordStore } from '../support/memory-record-store.ts';
import { mergeMachine } from '../support/merge-machine.ts';
import { createClaudeMemDatabase } from '../../core/sources/claude-mem/schema.ts';
import { verifyLog } from '../../core/engine/records/verify-log.ts';
import { memoryStore, type MemoryStore } from '../support/memory-store.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { goldenKey } from '../remotes/seal/sealing-fixtures.ts';

const idOf = (digit: string): DeviceId => deviceIdSchema.parse(digit.repeat(32));
const [laptop, board, third] = [idOf('a'), idOf('b'), idOf('c')];
const golden = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'formats', 'facts', 'facts.json'), 'utf8');
const owner = deviceIdSchema.parse('0123456789abcdef0123456789abcdef');
const factsOf = (device: DeviceId, name = 'Raspberry Pi 4'): DeviceFacts => ({
  ...parseDeviceFacts(factsKey(owner), owner, golden),
  device,
  board: name,
});
const seal = plainSeal(testRepoId);
const bytes = (text: string) => new TextEncoder().encode(text);

function vaultOver(store: MemoryStore, personality: Personality = {}) {
  return { remote: memoryRemote(store, personality), seal };
}

test('facts are one PUT; the others ask with one LIST, one GET each, and again only for what changed', async () => {
  const store = memoryStore();
  for (const device of [laptop, board, third]) {
    const vault = vaultOver(store);
    await writeFacts(vault, factsOf(device));
    assert.equal(vault.remote.requests(), 1);
  }
  const { remote } = vaultOver(store);
  const first = await otherFacts({ remote, seal }, laptop);
  assert.deepEqual([...first.seen.keys()], [board, third]);
  assert.deepEqual(first.seen.get(board)?.facts, factsOf(board));
  assert.equal(remote.requests(), 3);
  const again = await otherFacts({ remote, seal }, laptop, first.seen);
  assert.deepEqual([again, remote.requests()], [first, 4]);
  await writeFacts(vaultOver(store), factsOf(third, 'Orange Pi'));
  const changed = await otherFacts({ remote, seal }, laptop, again.seen);
  assert.deepEqual([changed.seen.get(third)?.facts?.board, remote.requests()], ['Orange Pi', 6]);
  await removeFacts({ remote }, board);
  const left = await otherFacts({ remote, seal }, laptop, changed.seen);
  assert.deepEqual([...left.seen.keys()], [third]);
});

test('what is damaged, foreign, too large or of a later version is passed over with a finding, and asked for once', async () => {
  const store = memoryStore();
  const put = async (device: DeviceId, plain: string, at = factsKey(device)) =>
    store.set(factsKey(device), await seal.seal(at, bytes(plain), 'json'));
  await put(idOf('1'), encodeDeviceFacts(factsOf(idOf('2'))));
  await put(idOf('2'), encodeDeviceFacts(factsOf(idOf('2'))), factsKey(idOf('1')));
  await put(idOf('3'), `${JSON.stringify({ ...factsOf(idOf('3')), format: 2 })}\n`);
  await put(idOf('4'), `${' '.repeat(5_000)}${encodeDeviceFacts(factsOf(idOf('4')))}`);
  store.set(factsKey(idOf('5')), bytes('not sealed at all'));
  store.set('facts/somebody-elses.json', bytes('x'));
  await put(board, encodeDeviceFacts(factsOf(board)));
  const { remote } = vaultOver(store);
  const found = await otherFacts({ remote, seal }, laptop);
  const told = [...found.seen].map(([device, { facts, finding }]) => [
    device[0],
    facts?.board ?? null,
    finding !== null,
  ]);
  assert.deepEqual(told, [
    ['1', null, true],
    ['2', null, true],
    ['3', null, true],
    ['4', null, true],
    ['5', null, true],
    ['b', 'Raspberry Pi 4', false],
  ]);
  assert.match(found.seen.get(idOf('1'))?.finding ?? '', /another device/);
  assert.match(found.seen.get(idOf('3'))?.finding ?? '', /newer/);
  assert.match(found.seen.get(idOf('4'))?.finding ?? '', /bytes/);
  const before = remote.requests();
  assert.deepEqual(await otherFacts({ remote, seal }, laptop, found.seen), found);
  assert.equal(remote.requests(), before + 1);
  const findings = await factsFindings({ remote, seal });
  assert.deepEqual(
    findings.map(({ key }) => key),
    ['1', '2', '3', '4', '5'].map((digit) => factsKey(idOf(digit))),
  );
});

test('a stuffed bucket ends the reading, and says that there is more', async () => {
  const store = memoryStore();
  for (let n = 0; n < factsReadMax + 5; n += 1) {
    const device = deviceIdSchema.parse(n.toString(16).padStart(32, '0'));
    store.set(factsKey(device), bytes('x'));
  }
  const { remote } = vaultOver(store);
  const { seen, isCut } = await otherFacts({ remote, seal }, laptop);
  assert.deepEqual([seen.size, isCut, remote.requests()], [factsReadMax, true, factsReadMax + 1]);
  assert.equal((await factsFindings({ remote, seal })).length, factsReadMax);
});

for (const [fate, requests] of [
  ['lose-reply', 2],
  ['lose-request', 3],
] as const satisfies readonly (readonly [Fate, number])[]) {
  for (const conditions of ['atomic', 'racy', 'refused', 'ignored'] as const) {
    test(`facts that meet ${fate} in a store with ${conditions} conditions are there afterwards`, async () => {
      const store = memoryStore();
      const { remote } = vaultOver(store, { conditions });
      remote.onRequest(({ number }) => (number === 1 ? fate : 'go'));
      await writeFacts({ remote, seal }, factsOf(board));
      assert.equal(remote.requests(), requests);
      const { seen } = await otherFacts(vaultOver(store), laptop);
      assert.deepEqual(seen.get(board)?.facts, factsOf(board));
    });
  }
}

test('in a real folder they are sealed: nothing of the machine can be read there, and none but the project opens them', async (t) => {
  const folder = await scratchFolder(t, 'facts-folder');
  const project = projectIdSchema.parse('6fe2e0f6071ac2bb');
  const remote = folderRemote({ folder, project, random: systemRandom });
  const age = await ageSeal(goldenKey);
  const facts = factsOf(board, 'q-board-4f1c');
  await writeFacts({ remote, seal: age }, facts);
  const stored = readFileSync(join(folder, 'membridge', project, factsKey(board)));
  assert.ok(stored.length <= 4_096, `${stored.length} bytes`);
  for (const word of ['q-board-4f1c', 'trixie', 'rpi-swap', '2gb', 'Cortex', board])
    assert.ok(!stored.includes(word), word);
  assert.deepEqual((await otherFacts({ remote, seal: age }, laptop)).seen.get(board)?.facts, facts);
  const unsealed = await otherFacts({ remote, seal }, laptop);
  assert.match(unsealed.seen.get(board)?.finding ?? '', /./);
  await removeFacts({ remote }, board);
  assert.equal((await otherFacts({ remote, seal: age }, laptop)).seen.size, 0);
  await removeFacts({ remote }, board);
});

test('verify finds damaged facts, and a sync goes on beside them', async (t) => {
  const store = memoryStore();
  const machine = await engineMachine(t, 'laptop', store);
  machine.add('one');
  await machine.run('push');
  await writeFacts(vaultOver(store), factsOf(board));
  assert.deepEqual((await verify(machine.machine, {})).findings, []);
  store.set(factsKey(third), bytes('damaged'));
  machine.add('two');
  await machine.run('push');
  const { findings } = await verify(machine.machine, {});
  assert.deepEqual(
    findings.map(({ key }) => key),
    [factsKey(third)],
  );
});

test('in merge mode a sync asks for nothing below facts/, damaged or of another release, and verify tells of it', async (t) => {
  const store = memoryStore();
  const asked: string[] = [];
  const remote = memoryRemote(store);
  remote.onRequest(({ call, key }) => {
    asked.push(`${call} ${key}`);
    return 'go';
  });
  const laptop = await mergeMachine(t, 'laptop', store, { remote, clock: fakeClock() });
  createClaudeMemDatabase(laptop.path);
  session(laptop, 'c1', 'm1');
  observation(laptop, 'm1', 'one');
  store.set(factsKey(board), bytes('damaged'));
  store.set(`facts/${board}/of-another-release`, bytes('x'));
  store.set('later/x.json', bytes('x'));
  assert.equal((await laptop.sync()).published?.records, 2);
  asked.length = 0;
  await laptop.sync();
  observation(laptop, 'm1', 'two');
  const { published } = await laptop.sync();
  assert.equal(published?.records, 1);
  assert.equal(asked.length, 1 + 4, asked.join(', '));
  assert.deepEqual(
    asked.filter((each) => /facts|later/.test(each)),
    [],
  );
  const { findings } = await verifyLog(laptop.machine, memoryRecordStore(laptop.machine.state.deviceId()), {});
  assert.deepEqual(
    findings.map(({ key }) => key),
    [factsKey(board)],
  );
});
