/** What a panel is told of the other machines' boards, and what that costs the store. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeFacts, writeFacts } from '../../../core/engine/facts.ts';
import { encodeDeviceFile } from '../../../core/model/device-file.ts';
import { deviceFileKey, factsKey } from '../../../core/model/bucket-keys.ts';
import { parseDeviceFacts, type DeviceFacts } from '../../../core/model/device-facts.ts';
import { deviceIdSchema, instantSchema, type DeviceId } from '../../../core/model/ids.ts';
import { queries } from '../../../core/host/api/contract-panel.ts';
import { keptBoards } from '../../../core/host/queries/boards.ts';
import type { QueryDesk } from '../../../core/host/queries/desk.ts';
import { plainSeal } from '../../../core/remotes/seal/plain-seal.ts';
import { pair } from '../../cli/merge/pair.ts';
import { testRepoId } from '../../support/engine-machine.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryRecordStore } from '../../support/memory-record-store.ts';
import { memoryRemote } from '../../support/memory-remote.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { asking } from './query-host.ts';

const idOf = (digit: string): DeviceId => deviceIdSchema.parse(digit.repeat(32));
const [own, board, third] = [idOf('a'), idOf('b'), idOf('c')];
const seal = plainSeal(testRepoId);
const golden = readFileSync(join(import.meta.dirname, '../../fixtures/formats/facts/facts.json'), 'utf8');
const owner = deviceIdSchema.parse('0123456789abcdef0123456789abcdef');
const factsOf = (device: DeviceId): DeviceFacts => ({ ...parseDeviceFacts(factsKey(owner), owner, golden), device });

const deviceFile = (device: DeviceId, label: string): string =>
  encodeDeviceFile({
    format: 1,
    kind: 'device',
    device,
    label,
    platform: 'linux-arm64',
    versions: { membridge: '0.9.0', tool: null },
    mirror: null,
    at: instantSchema.parse(1),
    lastError: null,
  });

function scene(mode: QueryDesk['mode']) {
  const store = memoryStore();
  const clock = fakeClock({ sleep: 'when-told' });
  const remote = memoryRemote(store);
  const records = memoryRecordStore(own);
  const hidden: string[] = [];
  const kept = keptBoards(clock);
  const desk = {
    mode,
    scope: `project ${own}`,
    own: { id: own, label: 'laptop' },
    store: records,
    state: { note: () => hidden.join(' ') },
    vault: () => Promise.resolve({ remote, seal }),
  } as unknown as QueryDesk;
  const ask = async (of: Partial<QueryDesk> = {}) =>
    queries.boards.answer.strict().parse(await kept({ ...desk, ...of }));
  return { store, clock, remote, records, hidden, ask, vault: { remote: memoryRemote(store), seal } };
}

test('boards are told by their labels, without our own and those that a person took off the list', async () => {
  const { ask, records, hidden, vault } = scene('merge');
  for (const device of [own, board, third]) await writeFacts(vault, factsOf(device));
  records.setPeerFile(board, { etag: 'x', text: deviceFile(board, 'kitchen') });
  const shown = {
    at: 1_795_219_200_000,
    board: 'Raspberry Pi 4 Model B Rev 1.4',
    distribution: 'Debian GNU/Linux 13 (trixie)',
    memoryBytes: 1_937_408_000,
    storage: 'sd',
    zram: { owner: 'rpi-swap', sizeBytes: 1_937_408_000 },
    profile: '2gb',
  };
  assert.deepEqual(await ask(), {
    boards: [
      { id: third, label: third.slice(0, 8), ...shown },
      { id: board, label: 'kitchen', ...shown },
    ],
    isCut: false,
    isStale: false,
  });
  hidden.push(third);
  assert.deepEqual(
    (await ask()).boards.map(({ label }) => label),
    ['kitchen'],
  );
});

test('the store is asked once a minute at most, with one listing, and for what changed', async () => {
  const { ask, clock, remote, vault } = scene('merge');
  await writeFacts(vault, factsOf(board));
  await writeFacts(vault, factsOf(third));
  await ask();
  assert.equal(remote.requests(), 3);
  await ask();
  await clock.advance(59_999);
  await ask();
  assert.equal(remote.requests(), 3);
  await clock.advance(1);
  await ask();
  assert.equal(remote.requests(), 4);
  await removeFacts(vault, third);
  await writeFacts(vault, { ...factsOf(board), board: 'Pi 5' });
  await clock.advance(60_000);
  assert.deepEqual(
    (await ask()).boards.map((each) => each.board),
    ['Pi 5'],
  );
  assert.equal(remote.requests(), 6);
  assert.equal((await ask({ scope: 'another project' })).boards.length, 1);
  assert.equal(remote.requests(), 8, 'of another project nothing is known');
});

test('in mirror mode labels come from the device files, one GET for each machine that told something new', async () => {
  const { ask, clock, remote, store, vault } = scene('mirror');
  await writeFacts(vault, factsOf(board));
  await writeFacts(vault, factsOf(third));
  const key = deviceFileKey(board);
  store.set(key, await seal.seal(key, new TextEncoder().encode(deviceFile(board, 'attic')), 'json'));
  assert.deepEqual(
    (await ask()).boards.map(({ label }) => label),
    ['attic', third.slice(0, 8)],
  );
  assert.equal(remote.requests(), 5);
  await clock.advance(60_000);
  assert.deepEqual(
    (await ask()).boards.map(({ label }) => label),
    ['attic', third.slice(0, 8)],
  );
  assert.equal(remote.requests(), 6);
});

test('while the store is away or answers nothing, what it told before is told, as such', async () => {
  const { ask, clock, remote, vault } = scene('merge');
  remote.onRequest(() => 'unreachable');
  assert.deepEqual(await ask(), { boards: [], isCut: false, isStale: true });
  remote.onRequest(null);
  await writeFacts(vault, factsOf(board));
  assert.equal((await ask()).isStale, false);
  await clock.advance(60_000);
  const silence = Promise.withResolvers<'go'>();
  remote.onRequest(() => silence.promise);
  const asked = ask();
  while (clock.sleepers() === 0) await new Promise(setImmediate);
  await clock.advance(14_999);
  assert.equal(clock.sleepers(), 1);
  await clock.advance(1);
  const { boards, isStale } = await asked;
  assert.deepEqual([boards.length, isStale], [1, true]);
  assert.equal(clock.sleepers(), 0);
  silence.resolve('go');
  remote.onRequest(null);
  assert.equal((await ask()).isStale, false);
});

test('a store that answers nothing keeps no other question waiting', async (t) => {
  const { root, laptop } = await pair(t);
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const file = join(laptop.home, 'settings.json');
  const settings = JSON.parse(await readFile(file, 'utf8'));
  const endpoint = `http://127.0.0.1:${address.port}`;
  settings.connection.remote = { kind: 's3', endpoint, bucket: 'silent', region: 'local', prefix: '' };
  await writeFile(file, JSON.stringify(settings));
  const env = { MEMBRIDGE_S3_ACCESS_KEY: 'access', MEMBRIDGE_S3_SECRET_KEY: 'secret' };
  try {
    await asking({ home: laptop.home, root, env }, async ({ thread, ask }) => {
      const gone = new AbortController();
      const boards = thread.ask('boards', {}, gone.signal);
      const met = assert.rejects(boards, { code: 'interrupted' });
      while (sockets.size === 0) await new Promise((resolve) => silent.once('connection', resolve));
      assert.ok((await ask('projects', {})).projects.length > 0);
      gone.abort();
      await met;
      assert.ok((await ask('memories', {})).memories.length > 0);
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
});
