import assert from 'node:assert/strict';
import test from 'node:test';
import type { RoundOutcome } from '../../core/model/loop.ts';
import { loopWorld, policy } from './loop-world.ts';

const hourMs = 3_600_000;
const file = { kind: 'wake', reason: 'file' } as const;
const focus = { kind: 'wake', reason: 'focus' } as const;
const away: RoundOutcome = { kind: 'away', code: 'remote-unreachable', tookMs: 200 };
const every = (stepMs: number, fromMs: number, toMs: number) =>
  Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, i) => fromMs + i * stepMs);

/** A world that has made its first look. */
function settled(parts: Parameters<typeof loopWorld>[0] = {}) {
  const world = loopWorld(parts);
  world.runUntil(1_000);
  assert.deepEqual(world.ran.splice(0), [
    {
      at: 0,
      endedAt: parts.outcome?.({ intent: 'sync', look: 'whole', reason: 'start' }, 0).tookMs ?? 100,
      round: { intent: 'sync', look: 'whole', reason: 'start' },
    },
  ]);
  return world;
}

test('a change is looked at wholly once it was quiet for the quiet period', () => {
  const world = settled();
  world.runUntil(
    60_000,
    [2_000, 3_000, 9_000].map((at) => ({ at, event: file })),
  );
  const looks = world.ran.filter(({ round }) => round.reason === 'file');
  assert.deepEqual(
    looks.map(({ at, round }) => [at, round.look]),
    [[9_000 + policy.quietPeriodMs, 'whole']],
  );
});

test('under steady writing a change is looked at after the longest delay, again and again', () => {
  const world = settled();
  world.runUntil(
    hourMs,
    every(1_000, 2_000, hourMs).map((at) => ({ at, event: file })),
  );
  const looks = world.ran.filter(({ round }) => round.reason === 'file').map(({ at }) => at);
  assert.equal(looks[0], 2_000 + policy.maxDelayMs);
  assert.ok(looks.length >= 11, `${looks.length} looks`);
  for (const [i, at] of looks.slice(1).entries()) assert.ok(at - (looks[i] ?? 0) <= policy.maxDelayMs + 1_100);
});

test('whole looks take at most a twentieth of the time, and what was looked at quickly is looked at wholly later', () => {
  const took = { quick: 300, whole: 20_000 };
  const world = loopWorld({
    policy: { ...policy, quietPeriodMs: 1_000, maxDelayMs: 5_000 },
    outcome: ({ look }) => ({ kind: 'done', moved: true, tookMs: took[look] }),
  });
  world.runUntil(
    hourMs,
    every(700, 0, hourMs - 900_000).map((at) => ({ at, event: file })),
  );
  const wholes = world.ran.filter(({ round }) => round.look === 'whole');
  assert.ok((wholes.length - 1) * took.whole <= 0.05 * hourMs, `${wholes.length} whole looks`);
  assert.ok(wholes.length >= 7, `${wholes.length} whole looks`);
  assert.ok(world.ran.some(({ round }) => round.reason === 'file' && round.look === 'quick'));
  assert.equal(world.state().isWholeOwed, false);
  assert.equal(world.state().changed, null);
});

test('polls back off from the least to the most and come fast again when something moved or a person came', () => {
  let moved = false;
  const world = settled({ outcome: () => ({ kind: 'done', moved, tookMs: 0 }), share: () => 1 });
  world.runUntil(2_000_000);
  const gaps = world.ran.map(({ at }, i) => at - (world.ran[i - 1]?.at ?? 0));
  assert.deepEqual(gaps.slice(0, 7), [15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  moved = true;
  const next = world.due();
  assert.ok(next.kind === 'wait' && next.untilMs !== null);
  world.runUntil(next.untilMs + 1);
  moved = false;
  const after = world.due();
  assert.ok(after.kind === 'wait' && after.untilMs === next.untilMs + 15_000);
  world.runUntil(4_000_000);
  world.tell({ kind: 'wake', reason: 'hook-stop' });
  const here = world.due();
  assert.ok(here.kind === 'wait' && here.untilMs !== null && here.untilMs <= 4_015_000);
});

test('a person who comes is looked for at once, quickly, and at most once in 10 s', () => {
  const world = settled();
  world.runUntil(
    hourMs,
    every(100, 5_000, hourMs).map((at) => ({ at, event: focus })),
  );
  const looks = world.ran.filter(({ round }) => round.reason === 'focus');
  assert.equal(looks[0]?.at, 5_000);
  assert.ok(looks.every(({ round }) => round.look === 'quick'));
  for (const [i, { at }] of looks.slice(1).entries()) assert.ok(at - (looks[i]?.at ?? 0) >= 10_000);
  assert.ok(looks.length > 300);
});

test('the end of a session is pushed at once, and scripts that end one a second do not storm', () => {
  const world = settled();
  const ends = every(1_000, 5_000, hourMs).map((at) => ({
    at,
    event: { kind: 'wake', reason: 'hook-session-end' } as const,
  }));
  world.runUntil(hourMs, ends);
  assert.deepEqual(world.ran[0], {
    at: 5_000,
    endedAt: 5_100,
    round: { intent: 'sync', look: 'whole', reason: 'hook-session-end' },
  });
  assert.ok(world.ran.length <= hourMs / 10_000 + 1, `${world.ran.length} rounds`);
});

test('offline for an hour the tries stay few whatever is written, and the first success clears the trouble', () => {
  for (const share of [0, 0.3, 1]) {
    let isBack = false;
    const world = loopWorld({
      share: () => share,
      outcome: () => (isBack ? { kind: 'done', moved: true, tookMs: 200 } : away),
    });
    const writes = every(1_500, 0, hourMs).map((at) => ({ at, event: file }));
    const ends = every(30_000, 0, hourMs).map((at) => ({
      at,
      event: { kind: 'wake', reason: 'hook-session-end' } as const,
    }));
    world.runUntil(hourMs, [...writes, ...ends]);
    assert.ok(world.ran.length >= 12 && world.ran.length <= 32, `${world.ran.length} rounds`);
    assert.equal(world.state().trouble?.since, 200);
    isBack = true;
    world.runUntil(hourMs + 400_000);
    assert.equal(world.state().trouble, null);
    assert.equal(world.state().changed, null);
  }
});

test('the network coming back is tried at once, and a flapping one at most once in 10 s', () => {
  const world = loopWorld({ outcome: () => away });
  world.runUntil(1_000_000);
  const before = world.ran.length;
  world.tell({ kind: 'wake', reason: 'network' });
  world.runUntil(1_000_001);
  assert.equal(world.ran[before]?.at, 1_000_000);
  const flaps = every(50, 1_010_000, 1_010_000 + hourMs).map((at) => ({
    at,
    event: { kind: 'wake', reason: 'network' } as const,
  }));
  world.runUntil(1_010_000 + hourMs, flaps);
  assert.ok(world.ran.length - before <= hourMs / 10_000 + 40, `${world.ran.length - before} rounds`);
});

test('a pause holds everything but a person, and ends by itself by either clock', () => {
  const all = ['file', 'network', 'focus', 'command', 'settings', 'hook-session-end', 'start'] as const;
  const paused = (until: number | null) => {
    const world = settled();
    world.tell({ kind: 'pause', until, wallNow: world.wallNow() });
    for (const reason of all) world.tell({ kind: 'wake', reason });
    return world;
  };
  const world = paused(null);
  world.runUntil(hourMs);
  assert.deepEqual(world.ran, []);
  world.tell({ kind: 'wake', reason: 'person' });
  world.runUntil(hourMs + 1_000);
  assert.deepEqual(
    world.ran.map(({ round }) => round),
    [{ intent: 'sync', look: 'whole', reason: 'person' }],
  );
  world.tell({ kind: 'resume' });
  world.runUntil(hourMs + 2_000);
  assert.equal(world.ran.length, 2);

  for (const [jumpMs, endMs] of [
    [0, 601_000],
    [-50 * hourMs, 601_000],
    [50 * hourMs, 1_000],
  ] as const) {
    const timed = paused(601_000);
    timed.jumpWall(jumpMs);
    timed.runUntil(hourMs);
    assert.equal(timed.ran[0]?.at, endMs, `after a jump of ${jumpMs} ms`);
  }
});

test('a wall clock that jumps moves no round', () => {
  const times = [-400, 0, 400].map((hours) => {
    const world = settled();
    world.jumpWall(hours * hourMs);
    world.runUntil(hourMs, [{ at: 5_000, event: file }]);
    return world.ran.map(({ at }) => at);
  });
  assert.deepEqual(times[0], times[1]);
  assert.deepEqual(times[2], times[1]);
});

test('on battery or a metered line rounds wait if the settings say so, and a person does not', () => {
  for (const [setting, why] of [
    ['waitOnBattery', 'battery'],
    ['waitOnMetered', 'metered'],
  ] as const) {
    const fact = { onBattery: why === 'battery', metered: why === 'metered' };
    const world = settled({ policy: { ...policy, [setting]: true } });
    world.tell({ kind: 'power', ...fact });
    world.runUntil(hourMs, [
      { at: 5_000, event: file },
      { at: 6_000, event: focus },
    ]);
    assert.deepEqual(world.ran, []);
    assert.deepEqual(world.due(), { kind: 'wait', untilMs: null, why });
    world.tell({ kind: 'wake', reason: 'person' });
    world.runUntil(hourMs + 1_000);
    assert.equal(world.ran.length, 1);
    world.tell({ kind: 'power', onBattery: false, metered: false });
    world.runUntil(hourMs + 20_000);
    assert.equal(world.ran.length, 2);
    const heedless = settled();
    heedless.tell({ kind: 'power', ...fact });
    heedless.runUntil(hourMs);
    assert.ok(heedless.ran.length > 0);
  }
});

test('what a failed look had taken on is looked at again, unless the look itself was finished', () => {
  for (const [wholeMs, isOwed] of [
    [undefined, true],
    [40, false],
  ] as const) {
    let isAway = false;
    const world = settled({
      outcome: () =>
        isAway
          ? { ...away, ...(wholeMs === undefined ? {} : { wholeMs }) }
          : { kind: 'done', moved: false, tookMs: 100 },
    });
    world.runUntil(21_900, [{ at: 2_000, event: file }]);
    isAway = true;
    world.runUntil(23_000);
    assert.equal(world.ran.at(-1)?.round.look, 'whole');
    assert.equal(world.state().isWholeOwed, isOwed);
  }
});

test('a round broken off is asked for again at once and is no trouble', () => {
  const world = settled();
  world.runUntil(5_000);
  const round = { intent: 'sync', look: 'whole', reason: 'person' } as const;
  world.tell({ kind: 'began', round });
  world.tell({ kind: 'aborted' });
  assert.equal(world.state().trouble, null);
  assert.deepEqual(world.due(), { kind: 'run', round });
});

test('a brake is tried again ever more rarely, but a change of the memory may be its cure', () => {
  const world = loopWorld({ outcome: () => ({ kind: 'stopped', code: 'brake', tookMs: 10, wholeMs: 5 }) });
  world.runUntil(hourMs);
  assert.ok(world.ran.length <= 32, `${world.ran.length} rounds`);
  const before = world.ran.length;
  world.tell(file);
  world.runUntil(hourMs + policy.quietPeriodMs + 1);
  assert.equal(world.ran.at(-1)?.round.reason, 'file');
  assert.ok(world.ran.length > before);
});

test('a day after the last whole look a poll looks wholly, for what every watcher missed', () => {
  const world = settled();
  world.runUntil(25 * hourMs);
  assert.equal(world.ran.filter(({ round }) => round.look === 'whole').length, 1);
});

test('tries that a person causes while offline neither lengthen the wait nor move the planned try', () => {
  const world = loopWorld({ outcome: () => away });
  world.runUntil(20_000);
  const planned = world.state().trouble;
  world.tell(focus);
  world.runUntil(20_500);
  assert.equal(world.ran.at(-1)?.round.reason, 'focus');
  assert.deepEqual(world.state().trouble, planned);
});

test('a wrong figure for what a look took does not put whole looks off for longer than its round explains', () => {
  for (const wholeMs of [Number.NaN, Infinity, -1, 1e12]) {
    const world = loopWorld({ outcome: () => ({ kind: 'done', moved: false, tookMs: 100, wholeMs }) });
    world.runUntil(1_000);
    assert.equal(world.state().wholeFreeAt, 100 / 0.05);
  }
});
