import assert from 'node:assert/strict';
import test from 'node:test';
import type { SetupAsk, SetupEnd } from '../../core/host/setup-ask.ts';
import { setupTurn } from '../../core/host/setup-turn.ts';
import type { Busy } from '../../core/host/thread/job.ts';
import { fail } from '../../core/model/errors.ts';
import { fakeClock } from '../support/fake-clock.ts';

const test3s = (): SetupAsk => ({
  step: 'test',
  withinMs: 3_000,
  request: { language: 'en', place: { kind: 'folder', folder: '/a' }, project: null },
});
const connect: SetupAsk = {
  step: 'connect',
  request: { ...test3s().request, label: null, encryption: 'none', passphrase: null, reconnect: false },
};
const end: SetupEnd = {
  kind: 'refused',
  exit: 5,
  error: { code: 'remote-unreachable', message: 'm', hint: 'h', field: 'folder' },
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An engine whose turn comes when the test says so, and that ends its work when the test says so. */
function scene() {
  const clock = fakeClock({ sleep: 'when-told' });
  const [turn, work] = [Promise.withResolvers<void>(), Promise.withResolvers<SetupEnd>()];
  let busy: Busy | null = null;
  const seen: { asks: SetupAsk[]; signal: AbortSignal | null; refreshed: number } = {
    asks: [],
    signal: null,
    refreshed: 0,
  };
  const ask = setupTurn({
    clock,
    turns: {
      async setup(say, signal) {
        seen.signal = signal;
        await turn.promise;
        if (signal.aborted) throw fail('interrupted', { during: 'a wait for the engine' });
        seen.asks.push(say());
        busy = { what: `setup ${say().step}`, since: 0, phase: null, doneBytes: 0, totalBytes: null };
        return work.promise;
      },
    },
    thread: { busy: () => busy },
    home: '/home/x',
    refresh: async () => void (seen.refreshed += 1),
  });
  return { clock, turn, work, seen, ask, busyWith: (what: Busy) => void (busy = what) };
}

test('a look at a place has what is left of its time when the turn of the engine comes', async () => {
  const { clock, turn, work, seen, ask } = scene();
  const answer = ask(test3s(), new AbortController().signal);
  await settled();
  await clock.advance(1_200);
  turn.resolve();
  await settled();
  work.resolve(end);
  assert.equal(await answer, end);
  assert.deepEqual(
    seen.asks.map((each) => each.step === 'test' && each.withinMs),
    [1_800],
  );
  assert.equal(seen.refreshed, 0, 'a look changes nothing');
  assert.equal(clock.sleepers(), 0, 'no timer is left');
});

test('an engine that stays at other work for the whole time is told as busy, and the look is not done later', async () => {
  const { clock, turn, seen, ask } = scene();
  const refused = assert.rejects(ask(test3s(), new AbortController().signal), { code: 'home-busy' });
  await settled();
  await clock.advance(3_000);
  await refused;
  assert.equal(seen.signal?.aborted, true);
  turn.resolve();
  await settled();
  assert.deepEqual(seen.asks, []);
});

test('a look that has begun is waited for: it keeps its time itself', async () => {
  const { clock, turn, work, seen, ask } = scene();
  const answer = ask(test3s(), new AbortController().signal);
  turn.resolve();
  await settled();
  await clock.advance(60_000);
  assert.equal(seen.signal?.aborted, false);
  work.resolve(end);
  assert.equal(await answer, end);
});

test('however late its turn comes, a look gets a moment', async () => {
  const { clock, turn, work, seen, ask } = scene();
  const answer = ask(test3s(), new AbortController().signal);
  await settled();
  await clock.advance(2_900);
  turn.resolve();
  await settled();
  work.resolve(end);
  await answer;
  assert.deepEqual(
    seen.asks.map((each) => each.step === 'test' && each.withinMs),
    [500],
  );
});

test('whoever hears that the machine is connected finds the host with the settings read again', async () => {
  const { turn, work, seen, ask } = scene();
  turn.resolve();
  work.resolve(end);
  await ask(connect, new AbortController().signal);
  assert.equal(seen.refreshed, 1);
});
