/** The host over a scripted engine: turns of a person beside another memory, crashes, hung rounds, a connection that comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostSettings } from '../../core/host/loop-keeper.ts';
import { hostScene, settingsOf, stopped } from './host-scene.ts';

const engineStopMs = 3_000;
const { signal: never } = new AbortController();

const other = settingsOf('folder of another', '/other/claude-mem.db');

test('a memory that was set in one person’s turn starts no round in the next person’s turn', async () => {
  const scene = await hostScene();
  await scene.advance(0);
  // Else a round would have to end before the second turn.
  scene.host.pause(null);
  const first = await scene.host.aside(never);
  const read = Promise.withResolvers<HostSettings>();
  scene.script.settings = read.promise;
  first.over();
  const second = await scene.host.aside(never);
  scene.host.resume();
  const before = scene.rounds.length;
  read.resolve(other);
  await scene.advance(0);
  void scene.host.wake('person');
  await scene.advance(600_000);
  assert.equal(scene.rounds.length, before, 'no round beside the command');
  second.over();
  await scene.advance(0);
  assert.deepEqual(scene.rounds[before], { intent: 'sync', look: 'whole', reason: 'person' });
  await stopped(scene, engineStopMs);
});

test('nor in a turn that still waits for the round which found the other memory', async () => {
  const scene = await hostScene();
  await scene.advance(0);
  const read = Promise.withResolvers<HostSettings>();
  scene.script.settings = read.promise;
  void scene.host.wake('person');
  await scene.advance(0);
  const asked = scene.host.aside(never);
  await scene.advance(2_000);
  const before = scene.rounds.length;
  read.resolve(other);
  const turn = await asked;
  await scene.advance(600_000);
  const during = scene.rounds.slice(before);
  assert.ok(during.length <= 1, 'the round that was under way alone');
  turn.over();
  await scene.advance(0);
  assert.equal(scene.rounds.at(-1)?.reason, 'start', 'the new memory’s first');
  await stopped(scene, engineStopMs);
});

test('while the old memory’s round hears nothing, a pause and a wake are of the new memory already', async () => {
  for (const isPaused of [true, false]) {
    const scene = await hostScene();
    await scene.advance(0);
    Object.assign(scene.script, { settings: other, rounds: 'deaf' });
    void scene.host.wake('person');
    await scene.advance(0);
    const before = scene.rounds.length;
    assert.deepEqual([scene.running(), scene.signals.at(-1)?.aborted], [1, true]);
    scene.script.rounds = 'done';
    if (isPaused) scene.host.pause(null);
    else void scene.host.wake('person');
    assert.equal(scene.host.status().host.pausedUntil, isPaused ? 'until-resumed' : null);
    await scene.advance(1_000);
    assert.equal(scene.rounds.length, before, 'not beside the old one');
    await scene.advance(1_000);
    const first = { intent: 'sync', look: 'whole', reason: 'person' } as const;
    assert.deepEqual(scene.rounds.slice(before), isPaused ? [] : [first]);
    await scene.advance(600_000);
    if (isPaused) assert.equal(scene.rounds.length, before);
    await scene.finish();
    await stopped(scene, engineStopMs);
  }
});

test('an engine that crashed is an error with its time, and in sync again as soon as a round ends well', async () => {
  const scene = await hostScene();
  await scene.advance(0);
  assert.equal(scene.host.status().host.state, 'in-sync');
  scene.script.rounds = 'crash';
  void scene.host.wake('person');
  await scene.advance(0);
  const crashed = scene.host.status().host;
  assert.deepEqual([crashed.state, crashed.why], ['error', 'engine-crashed']);
  await scene.advance(60_000);
  assert.equal(scene.host.status().host.since, crashed.since, 'since the first crash');
  scene.script.rounds = 'done';
  await scene.advance(300_000);
  assert.equal(scene.host.status().host.state, 'in-sync', 'by itself');
  await stopped(scene, engineStopMs);
});

test('a round that hangs keeps nobody from stopping, nor does a thread that cannot be ended', async () => {
  for (const isThreadStuck of [false, true]) {
    const scene = await hostScene({ rounds: 'deaf', isThreadStuck });
    await scene.advance(0);
    assert.equal(scene.running(), 1);
    await stopped(scene, engineStopMs);
    assert.equal(scene.signals[0]?.aborted, true);
    assert.equal(
      scene.logged.some(({ event }) => event === 'host.stop-hung'),
      isThreadStuck,
    );
    await scene.advance(600_000);
    assert.equal(scene.rounds.length, 1, 'nothing begins after the stop');
  }
});

test('the first look after connecting is a whole one, whatever looks there were of nothing', async () => {
  const scene = await hostScene({ settings: settingsOf(null, '/m/claude-mem.db') });
  await scene.advance(60_000);
  assert.deepEqual([scene.rounds, scene.host.status().host.state], [[], 'setup']);
  // As `init` of a person: connected when its turn is over.
  const turn = await scene.host.aside(never);
  scene.script.settings = settingsOf('folder', '/m/claude-mem.db');
  turn.over();
  await scene.advance(1_000);
  assert.ok(
    scene.rounds.some(({ look }) => look === 'whole'),
    JSON.stringify(scene.rounds),
  );
  assert.equal(scene.host.status().host.state, 'in-sync');
  await stopped(scene, engineStopMs);
});
