import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { asideGraceMs, startLoop, type LoopParts } from '../../core/host/loop.ts';
import { fail } from '../../core/model/errors.ts';
import type { LoopPolicy, LoopState, Round, RoundOutcome, WakeReason } from '../../core/model/loop.ts';
import type { Watcher, Watching } from '../../core/ports/watcher.ts';
import { fakeClock } from '../support/fake-clock.ts';

const policy: LoopPolicy = {
  quietPeriodMs: 20_000,
  maxDelayMs: 300_000,
  pollMinMs: 15_000,
  pollMaxMs: 300_000,
  waitOnBattery: false,
  waitOnMetered: false,
};
const nothing: RoundOutcome = { kind: 'done', moved: false, tookMs: 10, wholeMs: 5 };

test('it looks wholly at the start and then polls, one wake-up to a poll', async (t) => {
  const { clock, loop, rounds } = begin(t);
  await clock.advance(0);
  assert.deepEqual(rounds, [{ intent: 'sync', look: 'whole', reason: 'start' }]);
  await clock.advance(3_600_000);
  const { wakeUps, rounds: count } = loop.counters();
  assert.ok(count > 12 && count < 30, `${count} rounds`);
  assert.equal(wakeUps, count - 1);
  assert.equal(clock.sleepers(), 1);
});

test('a watcher that wakes steadily does not wake the process more than once in a quiet period', async (t) => {
  const { clock, loop, watcher } = begin(t);
  await clock.advance(1_000);
  const before = loop.counters();
  for (let i = 0; i < 1_200; i += 1) {
    watcher.wake('file');
    await clock.advance(500);
  }
  const { wakeUps, rounds } = loop.counters();
  assert.ok(wakeUps - before.wakeUps <= 600_000 / policy.quietPeriodMs + 10, `${wakeUps} wake-ups`);
  assert.ok(rounds - before.rounds <= 12);
});

test('never two rounds at once, and what wakes during one is served after it', async (t) => {
  const { clock, loop, rounds, end } = begin(t, { isHeld: true });
  await clock.advance(0);
  for (const reason of ['person', 'focus', 'person', 'file'] as const) loop.wake(reason);
  await clock.advance(60_000);
  assert.equal(rounds.length, 1);
  await end(nothing);
  assert.deepEqual(rounds.at(-1), { intent: 'sync', look: 'whole', reason: 'person' });
  assert.equal(rounds.length, 2);
});

test('stepping aside waits for a round that is about to end, and nothing runs until the turn is over', async (t) => {
  const { clock, loop, rounds, signals, end } = begin(t, { isHeld: true });
  await clock.advance(0);
  const aside = loop.stepAside();
  await clock.advance(asideGraceMs - 1);
  await end(nothing);
  const over = await aside;
  assert.equal(signals[0]?.aborted, false);
  loop.wake('person');
  await clock.advance(3_600_000);
  assert.equal(rounds.length, 1);
  assert.equal(loop.nextLookAt(), null);
  over();
  over();
  await clock.advance(0);
  assert.equal(rounds.length, 2);
});

test('stepping aside aborts a long round, which is no failure and comes again afterwards', async (t) => {
  const { clock, loop, rounds, signals, states } = begin(t, { isHeld: true });
  await clock.advance(0);
  const first = loop.stepAside();
  const second = loop.stepAside();
  await clock.advance(asideGraceMs);
  const [firstOver, secondOver] = await Promise.all([first, second]);
  assert.equal(signals[0]?.aborted, true);
  assert.equal(states.at(-1)?.trouble, null);
  firstOver();
  firstOver();
  await clock.advance(60_000);
  assert.equal(rounds.length, 1, 'the second command still has its turn');
  secondOver();
  await clock.advance(0);
  assert.equal(rounds.length, 2);
  assert.equal(rounds[1]?.reason, 'start');
});

test('a thread that dies is a stop with its code, and the backoff keeps rounds few', async (t) => {
  const { clock, loop, states } = begin(t, { rejects: fail('source-busy', { path: 'x' }) });
  await clock.advance(3_600_000);
  assert.equal(states.at(-1)?.trouble?.code, 'source-busy');
  assert.ok(loop.counters().rounds <= 32, `${loop.counters().rounds} rounds`);
});

test('a pause ends by itself, and the wall clock says when', async (t) => {
  const { clock, loop, rounds } = begin(t);
  await clock.advance(1_000);
  loop.pause(clock.now() + 600_000);
  assert.equal(loop.nextLookAt(), clock.now() + 600_000);
  await clock.advance(599_999);
  assert.equal(rounds.length, 1);
  await clock.advance(1);
  assert.equal(rounds.length, 2);
  assert.equal(loop.state().pause, null);
});

test('watchers look at each poll, tick when they ask for it, and are told of being offline', async (t) => {
  const { clock, loop, watcher } = begin(t, { outcome: { kind: 'away', code: 'remote-unreachable', tookMs: 1 } });
  await clock.advance(0);
  assert.equal(watcher.isOffline, true);
  watcher.tickMs = 1_000;
  loop.wake('hook-stop');
  const before = watcher.looks;
  await clock.advance(60_000);
  assert.ok(watcher.looks - before >= 30, `${watcher.looks - before} looks`);
});

test('on battery it waits where the settings say so and finds the mains again by itself', async (t) => {
  let onBattery = true;
  const { clock, rounds } = begin(t, {
    policy: { ...policy, waitOnBattery: true },
    power: async () => ({ onBattery, metered: false }),
  });
  await clock.advance(600_000);
  assert.equal(rounds.length, 0);
  onBattery = false;
  await clock.advance(60_000);
  assert.ok(rounds.length > 0);
});

test('a watcher that cannot start is reported and done without', async (t) => {
  const { clock, rounds, failures } = begin(t, { brokenWatcher: true });
  await clock.advance(60_000);
  assert.equal(failures.length, 1);
  assert.ok(rounds.length > 1);
});

test('stop aborts the round, closes the watchers, leaves no sleeper, and nothing runs afterwards', async (t) => {
  const { clock, loop, rounds, signals, watcher } = begin(t, { isHeld: true });
  await clock.advance(0);
  await loop.stop();
  await loop.stop();
  assert.equal(signals[0]?.aborted, true);
  assert.equal(watcher.isClosed, true);
  watcher.wake('file');
  loop.wake('person');
  await clock.advance(3_600_000);
  assert.equal(rounds.length, 1);
  assert.equal(clock.sleepers(), 0);
});

test('stop does not wait for a round that heeds nothing', async (t) => {
  const { clock, loop } = begin(t, { isHeld: true, isDeaf: true });
  await clock.advance(0);
  const stopped = loop.stop();
  await clock.advance(5_000);
  await stopped;
});

interface Wishes extends Partial<Pick<LoopParts, 'policy' | 'power'>> {
  readonly outcome?: RoundOutcome;
  /** Rounds end by `end` or their signal only. */
  readonly isHeld?: boolean;
  readonly isDeaf?: boolean;
  readonly rejects?: Error;
  readonly brokenWatcher?: boolean;
}

function begin(t: TestContext, wishes: Wishes = {}) {
  const fake = fakeClock({ sleep: 'when-told' });
  // Whoever is about to sleep lies down before the time passes, and whoever was woken gets on with it.
  const clock = {
    ...fake,
    async advance(ms: number) {
      await new Promise(setImmediate);
      await fake.advance(ms);
      await new Promise(setImmediate);
    },
  };
  const rounds: Round[] = [];
  const signals: AbortSignal[] = [];
  const states: LoopState[] = [];
  const failures: unknown[] = [];
  const watcher = scriptedWatcher();
  let finish: (outcome: RoundOutcome) => void = () => {};
  const outcomeOf = (signal: AbortSignal) => {
    if (wishes.rejects !== undefined) return Promise.reject(wishes.rejects);
    if (wishes.isHeld !== true) return Promise.resolve(wishes.outcome ?? nothing);
    return new Promise<RoundOutcome>((resolve) => {
      finish = resolve;
      const stopped = () => resolve({ kind: 'stopped', code: 'interrupted', tookMs: 1 });
      if (wishes.isDeaf !== true) signal.addEventListener('abort', stopped);
    });
  };
  const broken: Watcher = { start: () => Promise.reject(new Error('no watch left')) };
  const loop = startLoop({
    clock,
    random: { hex: () => '80000000' },
    policy: wishes.policy ?? policy,
    thread: {
      async round(round, signal) {
        rounds.push(round);
        signals.push(signal);
        return { outcome: await outcomeOf(signal) };
      },
    },
    watchers: wishes.brokenWatcher === true ? [broken, watcher.watcher] : [watcher.watcher],
    changed: (state) => states.push(state),
    watcherFailed: (error) => failures.push(error),
    ...(wishes.power === undefined ? {} : { power: wishes.power }),
  });
  t.after(async () => {
    const stopped = loop.stop();
    await clock.advance(10_000);
    await stopped;
  });
  const end = async (outcome: RoundOutcome) => {
    finish(outcome);
    await new Promise(setImmediate);
  };
  return { clock, loop, rounds, signals, states, failures, watcher, end };
}

const neverStarted: (reason: WakeReason) => void = () => assert.fail('the watcher was not started');

function scriptedWatcher() {
  const seen = {
    looks: 0,
    tickMs: null as number | null,
    isOffline: false,
    isClosed: false,
    wake: neverStarted,
    watcher: {
      async start(wake: (reason: WakeReason) => void) {
        seen.wake = wake;
        const watching: Watching = {
          look: () => void (seen.looks += 1),
          tickMs: () => seen.tickMs,
          setOffline: (isOffline) => void (seen.isOffline = isOffline),
          close: async () => void (seen.isClosed = true),
        };
        return watching;
      },
    },
  };
  return seen;
}
