/** Two machines that run a host each: what one is, the other one is told; in both modes, with the real program. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { hostProgram, waitFor, type HostProgram } from '../../support/host-program.ts';
import { addPrompt, environmentIn, machines, type TestMachine } from '../../cli/machines.ts';
import { pair, succeed } from '../../cli/merge/pair.ts';

const trees = join(import.meta.dirname, '..', '..', 'fixtures', 'boards');
const names = { laptop: 'Raspberry Pi 5 Model B Rev 1.0', board: 'Raspberry Pi 4 Model B Rev 1.4' };
const trixie = {
  board: names.board,
  distribution: 'Debian GNU/Linux 13 (trixie)',
  memoryBytes: 1_937_408_000,
  storage: 'sd',
  zram: { owner: 'rpi-swap', sizeBytes: 1_937_408_000 },
  profile: null,
};

interface Two {
  readonly root: string;
  readonly folder: string;
  readonly laptop: TestMachine;
  readonly board: TestMachine;
}

/** Hosts with the trees of two boards, both of which have told of theirs. */
async function hosted(t: TestContext, two: Two): Promise<{ laptop: HostProgram; board: HostProgram; facts: string }> {
  const { root, folder, laptop, board } = two;
  const start = (home: string, tree: string) =>
    hostProgram(t, { home, env: environmentIn(root, { MEMBRIDGE_BOARD_ROOT: join(trees, tree) }) });
  const hosts = { laptop: await start(laptop.home, 'ubuntu'), board: await start(board.home, 'pi4-trixie') };
  const [project = ''] = await readdir(join(folder, 'membridge'));
  const facts = join(folder, 'membridge', project, 'facts');
  await waitFor('both to have told', async () => {
    const found = await readdir(facts).catch(() => []);
    return found.filter((name) => name.endsWith('.json') && !name.startsWith('.')).length === 2;
  });
  return { ...hosts, facts };
}

/** What each panel is told; the id of `board`. */
async function panels(hosts: Readonly<Record<'laptop' | 'board', HostProgram>>): Promise<string> {
  const { boards, isStale } = await (await hosts.laptop.client()).query('boards', {});
  const [shown] = boards;
  assert.ok(shown !== undefined);
  const { id, label, at, ...rest } = shown;
  assert.deepEqual([boards.length, isStale, label, rest], [1, false, 'board', trixie]);
  assert.ok(Math.abs(Date.now() - at) < 600_000);
  const ofLaptop = await (await hosts.board.client()).query('boards', {});
  assert.deepEqual(
    ofLaptop.boards.map((each) => [each.label, each.board]),
    [['laptop', names.laptop]],
  );
  for (const host of Object.values(hosts)) assert.equal(await host.stop(), 0);
  return id;
}

test('in mirror mode the panel of each machine is told of the other one’s board, which is sealed on its way', async (t) => {
  const { facts, ...hosts } = await hosted(t, await machines(t));
  const id = await panels(hosts);
  const stored = await readFile(join(facts, `${id}.json`));
  for (const word of ['Raspberry', 'trixie', 'rpi-swap', 'Cortex', id]) assert.ok(!stored.includes(word), word);
});

test('in merge mode too; commands tell of it, damage is for `verify` alone, and a removed machine’s board goes', async (t) => {
  const two = await pair(t);
  const { laptop } = two;
  const { facts, ...hosts } = await hosted(t, two);
  const id = await panels(hosts);
  const { devices } = await succeed(laptop, 'devices');
  assert.equal(devices.find((each: { id: string }) => each.id === id).board, names.board);
  assert.match((await laptop.run('devices')).stdout, /board \(.*Raspberry Pi 4 Model B/);
  const lines = (await laptop.run('tune', 'facts', '--device', 'board')).stdout;
  assert.match(
    lines,
    /What board told on[^]*Raspberry Pi 4[^]*Raspberry Pi OS[^]*4 × Cortex-A72[^]*set up by rpi-swap/,
  );

  const file = join(facts, `${id}.json`);
  await writeFile(file, (await readFile(file)).subarray(1));
  assert.equal((await laptop.run('verify')).code, 8);
  addPrompt(laptop.database, 'written beside damaged facts');
  assert.equal((await succeed(laptop, 'sync'))['published'].records, 1);
  const unread = await succeed(laptop, 'tune', 'facts', '--device', id.slice(0, 8));
  assert.deepEqual([unread['facts'], typeof unread['finding']], [null, 'string']);

  await succeed(laptop, 'devices', 'remove', 'board');
  assert.equal((await readdir(facts)).includes(`${id}.json`), false);
});
