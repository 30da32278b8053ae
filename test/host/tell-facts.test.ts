/** What a machine tells of itself: how often, and what that costs; the rest of a look costs what it did. */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { otherFacts } from '../../core/engine/facts.ts';
import { compose, type Composed } from '../../core/host/compose.ts';
import { ownFacts } from '../../core/host/compose/own-facts.ts';
import { tellFacts } from '../../core/host/tell-facts.ts';
import { factsKey } from '../../core/model/bucket-keys.ts';
import type { DeviceFacts } from '../../core/model/device-facts.ts';
import { fail } from '../../core/model/errors.ts';
import { deviceIdSchema } from '../../core/model/ids.ts';
import type { Remote } from '../../core/ports/remote.ts';
import { toolsIn } from '../cli/machines.ts';
import { pair, type Pair } from '../cli/merge/pair.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { hostScene, settingsOf, stopped } from './host-scene.ts';
import { look, never, withThread } from './thread/host-thread.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nobody = deviceIdSchema.parse('0'.repeat(32));
const boards = join(import.meta.dirname, '..', 'fixtures', 'boards');

interface Scene extends Pair {
  readonly clock: ReturnType<typeof fakeClock>;
  readonly composed: Composed;
  /** The calls that reached the remote since the last time, by name and key. */
  calls(): string[];
  /** What the next PUT of facts meets. */
  readonly weather: { fate: 'go' | 'unknown' | 'denied' | 'interrupted' };
  readonly told: { board: string };
  tell(): ReturnType<typeof tellFacts>;
}

async function scene(t: TestContext): Promise<Scene> {
  const two = await pair(t);
  const clock = fakeClock();
  const tools = { ...toolsIn(two.root), clock };
  let calls: string[] = [];
  const weather: Scene['weather'] = { fate: 'go' };
  const heard = (remote: Remote): Remote => ({
    ...remote,
    list: (prefix, startAfter) => (calls.push(`list ${prefix}`), remote.list(prefix, startAfter)),
    get: (key, most) => (calls.push(`get ${key}`), remote.get(key, most)),
    async put(key, body, ifMatch) {
      calls.push(`put ${key}`);
      if (weather.fate === 'denied') throw fail('remote-denied', { where: 'there', reason: 'AccessDenied' });
      if (weather.fate === 'interrupted') throw fail('interrupted', { during: 'a request' });
      return weather.fate === 'unknown' ? 'unknown' : remote.put(key, body, ifMatch);
    },
  });
  const composed = await compose(two.laptop.home, 'change', tools, {
    adapt: (machine) => ({ ...machine, remote: heard(machine.remote) }),
  });
  t.after(() => composed.close());
  const told = { board: 'Pi 4' };
  const facts = (): DeviceFacts => ({
    ...ownFacts(composed.machine.state.deviceId(), tools),
    disk: null,
    board: told.board,
  });
  return {
    ...two,
    clock,
    composed,
    weather,
    told,
    calls() {
      const seen = calls;
      calls = [];
      return seen;
    },
    tell: () => tellFacts(composed, facts),
  };
}

test('facts are told once, with one PUT, then daily at most where they changed, else weekly', async (t) => {
  const { clock, composed, calls, told, tell } = await scene(t);
  const own = composed.machine.state.deviceId();
  const put = ['get project.json', `put ${factsKey(own)}`];
  calls();
  assert.deepEqual([await tell(), calls()], ['told', put]);
  for (let hour = 1; hour < 24; hour += 1) {
    await clock.advance(hourMs);
    told.board = `Pi of hour ${hour}`;
    assert.deepEqual([await tell(), calls()], ['not-due', []]);
  }
  await clock.advance(hourMs);
  assert.deepEqual([await tell(), calls()], ['told', put]);
  let puts = 0;
  for (let day = 1; day <= 21; day += 1) {
    await clock.advance(dayMs);
    if ((await tell()) === 'told') puts += 1;
  }
  assert.equal(puts, 3);
  const { seen } = await otherFacts(composed.machine, nobody);
  assert.deepEqual(
    [...seen].map(([id, { facts }]) => [id, facts?.board, facts?.at]),
    [[own, 'Pi of hour 23', clock.now()]],
  );
});

test('a store that fails is tried again hourly, is told of in the log alone, and an interrupted try counts as one', async (t) => {
  const { clock, calls, tell, weather } = await scene(t);
  for (const fate of ['denied', 'unknown'] as const) {
    weather.fate = fate;
    assert.equal(await tell(), 'failed', fate);
    calls();
    await clock.advance(hourMs - 1);
    assert.deepEqual([await tell(), calls()], ['not-due', []]);
    await clock.advance(1);
  }
  weather.fate = 'interrupted';
  await assert.rejects(tell(), { code: 'interrupted' });
  weather.fate = 'go';
  assert.equal(await tell(), 'not-due');
  await clock.advance(hourMs);
  assert.equal(await tell(), 'told');
});

test('a place that is not the pinned project any more is told nothing', async (t) => {
  const { folder, composed, calls, tell, clock } = await scene(t);
  const id = composed.connection.projectId;
  const file = join(folder, 'membridge', id, 'project.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/"repoId":"[0-9a-f]{32}"/, `"repoId":"${'9'.repeat(32)}"`));
  calls();
  assert.deepEqual([await tell(), calls()], ['failed', ['get project.json']]);
  await writeFile(file, text);
  await clock.advance(hourMs);
  assert.equal(await tell(), 'told');
});

test('a history that stays on its machine has no facts', async (t) => {
  const { composed, calls } = await scene(t);
  const folder = join(composed.home.folder, 'local-history');
  const here = { ...composed, connection: { ...composed.connection, remote: { kind: 'folder' as const, folder } } };
  calls();
  const told = await tellFacts(here, () => assert.fail('nothing is read'));
  assert.deepEqual([told, calls()], ['not-due', []]);
});

test('the engine thread tells them from the tree it is given, and the looks around it cost what they did', async (t) => {
  const { root, laptop, board, folder } = await pair(t);
  const tree = join(root, 'tree');
  await cp(join(boards, 'pi4-trixie'), tree, { recursive: true });
  await withThread({ home: laptop.home, root, env: { MEMBRIDGE_BOARD_ROOT: tree } }, async (thread) => {
    await look(thread, 'whole');
    const idle = async () => (await look(thread, 'quick')).requests;
    await idle();
    assert.equal(await idle(), 1);
    assert.equal(await thread.facts(never), 'told');
    assert.equal(await idle(), 1, 'nobody reads them in a round');
    assert.equal(await thread.facts(never), 'not-due');
  });
  const composed = await compose(board.home, 'look', toolsIn(root));
  t.after(() => composed.close());
  const { seen } = await otherFacts(composed.machine, composed.machine.state.deviceId());
  const [facts] = [...seen.values()].map((each) => each.facts);
  assert.deepEqual(
    [facts?.board, facts?.storage, facts?.zram],
    ['Raspberry Pi 4 Model B Rev 1.4', 'sd', { owner: 'rpi-swap', sizeBytes: 1_937_408_000 }],
  );
  await withThread({ home: board.home, root }, async (thread) => {
    await look(thread, 'whole');
    await look(thread, 'quick');
    assert.equal((await look(thread, 'quick')).requests, 1);
    await rm(folder, { recursive: true });
    assert.equal(await thread.facts(never), 'failed');
  });
});

test('a host has them looked at after its first round and hourly then, and at once where the connection is another', async () => {
  const scene = await hostScene();
  const { facts, script } = scene;
  await scene.advance(0);
  assert.deepEqual(facts, [1]);
  await scene.advance(hourMs - 1);
  assert.equal(facts.length, 1);
  assert.ok(scene.rounds.length > 10, 'there were rounds meanwhile');
  await scene.advance(600_000);
  assert.equal(facts.length, 2);
  script.settings = settingsOf('another folder', '/m/claude-mem.db');
  await scene.advance(600_000);
  assert.equal(facts.length, 3);
  script.rounds = 'crash';
  await scene.advance(3 * hourMs);
  assert.equal(facts.length, 3, 'after no round that failed');
  await stopped(scene, 3_000);
});
