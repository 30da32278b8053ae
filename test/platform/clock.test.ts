import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';

test('a sleep lasts at least as long as asked', async () => {
  const before = systemClock.monotonicMs();
  await systemClock.sleep(30);
  assert.ok(systemClock.monotonicMs() - before >= 30);
});

test('a sleep ends with fault interrupted when its signal fires, before or during it', async () => {
  const interrupted = (error: unknown) => isFault(error, 'interrupted');
  await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort()), interrupted);
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();
  await assert.rejects(sleeping, interrupted);
});

test('a sleep longer than a timer can count does not end at once', async () => {
  const controller = new AbortController();
  let isOver = false;
  const sleeping = systemClock.sleep(2 ** 31 + 5_000, controller.signal).finally(() => (isOver = true));
  await systemClock.sleep(20);
  assert.equal(isOver, false);
  controller.abort();
  await assert.rejects(sleeping);
});

test('randomness has the length asked for and differs each time', () => {
  assert.match(systemRandom.hex(16), /^[0-9a-f]{32}$/);
  assert.notEqual(systemRandom.hex(16), systemRandom.hex(16));
});

test('the fake clock wakes sleepers in their order, and only when told', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  const woken: string[] = [];
  const late = clock.sleep(200).then(() => woken.push('late'));
  const early = clock.sleep(100).then(() => woken.push('early'));
  await clock.advance(99);
  assert.deepEqual(woken, []);
  await clock.advance(500);
  await Promise.all([late, early]);
  assert.deepEqual(woken, ['early', 'late']);
  assert.equal(clock.monotonicMs(), 599);
});

test('the fake clock lets a loop of short sleeps run within one long advance', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  let beats = 0;
  const loop = async () => {
    for (; beats < 5; beats += 1) await clock.sleep(60_000);
  };
  const looping = loop();
  await clock.advance(180_000);
  assert.equal(beats, 3);
  await clock.advance(300_000);
  await looping;
  assert.equal(clock.sleepers(), 0);
});

test('the fake wall clock can be set without the waits noticing', async () => {
  const clock = fakeClock({ startAt: 1_000 });
  clock.jumpWall(-500);
  await clock.sleep(10);
  assert.equal(clock.now(), 510);
  assert.equal(clock.monotonicMs(), 10);
});

test('fake randomness is the same for the same seed only', () => {
  const draw = (seed: number) => {
    const random = fakeRandom(seed);
    return [random.hex(8), random.hex(8), random.hex(40)];
  };
  assert.deepEqual(draw(7), draw(7));
  assert.equal(new Set([...draw(7), ...draw(8)]).size, 6);
  assert.deepEqual(
    draw(7).map((text) => text.length),
    [16, 16, 80],
  );
});
