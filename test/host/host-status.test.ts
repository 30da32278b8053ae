/** The word that a person sees, for every word that the last look may have said and everything that the host may know better. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type HostFacts, shownState } from '../../core/host/host-status.ts';
import type { StateWord, Status } from '../../core/model/status.ts';
import { stateWordSchema } from '../../core/host/api/contract.ts';
import { sampleStatus } from './sample-status.ts';

const words: readonly StateWord[] = stateWordSchema.options;
const now = 1_800_000_000_000;
const pollMs = 15_000;

function facts(more: Partial<HostFacts> = {}): HostFacts {
  return {
    isConnected: true,
    status: sampleStatus(),
    paused: null,
    waits: null,
    busy: null,
    hasChanges: false,
    hindrance: null,
    lastLookAt: now - 1_000,
    pollMs,
    ...more,
  };
}
const saw = (state: StateWord): Status => sampleStatus({ state, why: `why ${state}` });
const busy = { what: 'round', since: now - 2_000, phase: null, doneBytes: 0, totalBytes: null };
const hindered = (code: string, exit: number) => ({ code, exit, since: now - 60_000 });

test('what the last look saw is told as it is while nothing is known better', () => {
  for (const word of words) {
    const shown = shownState(facts({ status: saw(word) }), now);
    assert.deepEqual(shown, { state: word, why: `why ${word}`, isStale: false });
  }
});

/** What stands for each word that the last look saw; `as is` where a person must still see it. */
const table: readonly {
  readonly when: string;
  readonly more: Partial<HostFacts>;
  readonly says: Readonly<Record<StateWord, StateWord>>;
  readonly why: string;
}[] = [
  { when: 'nothing is connected', more: { isConnected: false }, says: all('setup'), why: 'not-connected' },
  {
    when: 'the engine crashed, paused or not',
    more: { hindrance: hindered('engine-crashed', 1), paused: { until: null } },
    says: all('error'),
    why: 'engine-crashed',
  },
  { when: 'it is paused', more: { paused: { until: null } }, says: all('paused'), why: 'until-resumed' },
  { when: 'it is paused for a time', more: { paused: { until: now + 1 } }, says: all('paused'), why: 'for-a-time' },
  {
    when: 'the remote does not answer',
    more: { hindrance: hindered('remote-unreachable', 5) },
    says: all('offline'),
    why: 'remote-unreachable',
  },
  {
    when: 'the remote refuses us, and we try again right now',
    more: { hindrance: hindered('remote-denied', 5), busy },
    says: all('offline'),
    why: 'remote-denied',
  },
  {
    when: 'the log went back',
    more: { hindrance: hindered('log-rolled-back', 8) },
    says: all('error'),
    why: 'log-rolled-back',
  },
  {
    when: 'a brake holds a round',
    more: { hindrance: hindered('brake-rows-gone', 7) },
    says: all('braked'),
    why: 'brake-rows-gone',
  },
  { when: 'both sides moved', more: { hindrance: hindered('diverged', 4) }, says: all('conflict'), why: 'diverged' },
  {
    when: 'another device holds the lease',
    more: { hindrance: hindered('lease-held', 3) },
    says: all('locked'),
    why: 'lease-held',
  },
  {
    when: 'the memory is gone',
    more: { hindrance: hindered('source-missing', 6) },
    says: all('setup'),
    why: 'source-missing',
  },
  {
    when: 'the memory is corrupt',
    more: { hindrance: hindered('source-corrupt', 6) },
    says: all('error'),
    why: 'source-corrupt',
  },
  {
    when: 'the memory is locked by its tool for a moment',
    more: { hindrance: hindered('source-locked', 6) },
    says: all('pending'),
    why: 'source-locked',
  },
  {
    when: 'a command has the home',
    more: { hindrance: hindered('home-busy', 3) },
    says: all('syncing'),
    why: 'home-busy',
  },
  { when: 'a round is under way', more: { busy }, says: { ...same(), ...good('syncing') }, why: 'round' },
  {
    when: 'a round is under way after polls were missed',
    more: { busy, lastLookAt: now - 300_000 },
    says: { ...same(), ...good('syncing') },
    why: 'round',
  },
  { when: 'it waits for mains', more: { waits: 'battery' }, says: { ...same(), ...good('paused') }, why: 'battery' },
  {
    when: 'it waits for a free network',
    more: { waits: 'metered' },
    says: { ...same(), ...good('paused') },
    why: 'metered',
  },
  {
    when: 'the memory was written since',
    more: { hasChanges: true },
    says: { ...same(), 'in-sync': 'pending' },
    why: 'written',
  },
  {
    when: 'three polls were missed',
    more: { lastLookAt: now - 3 * pollMs - 10_001 },
    says: { ...same(), ...good('pending') },
    why: 'stale',
  },
  {
    when: 'the clock was set back',
    more: { lastLookAt: now + 60_000 },
    says: { ...same(), ...good('pending') },
    why: 'stale',
  },
  {
    when: 'what is known was not looked at by this host',
    more: { lastLookAt: null },
    says: { ...same(), ...good('pending') },
    why: 'stale',
  },
];

for (const { when, more, says, why } of table) {
  test(`when ${when}, each word of the last look becomes what a person should know`, () => {
    for (const word of words) {
      const shown = shownState(facts({ status: saw(word), ...more }), now);
      assert.deepEqual([word, shown.state], [word, says[word]]);
      assert.equal(shown.why, says[word] === word && shown.why !== why ? `why ${word}` : why, word);
    }
  });
}

test('before the first look nothing is called good', () => {
  assert.deepEqual(shownState(facts({ status: null, lastLookAt: null }), now), {
    state: 'syncing',
    why: 'starting',
    isStale: false,
  });
});

test('a look that is over at a glance does not show', () => {
  const glimpse = { ...busy, since: now - 100 };
  assert.equal(shownState(facts({ status: saw('in-sync'), busy: glimpse }), now).state, 'in-sync');
});

test('two missed polls are not three', () => {
  const shown = shownState(facts({ status: saw('in-sync'), lastLookAt: now - 3 * pollMs - 10_000 }), now);
  assert.deepEqual([shown.state, shown.isStale], ['in-sync', false]);
});

test('in-sync is told only when the last look saw it, lately, and nothing stands in the way', () => {
  const maybe = <T>(value: T) => fc.option(fc.constant(value), { nil: null });
  const anyFacts: fc.Arbitrary<HostFacts> = fc.record({
    isConnected: fc.boolean(),
    status: fc.option(fc.constantFrom(...words).map(saw), { nil: null }),
    paused: maybe({ until: null }),
    waits: fc.constantFrom(null, 'battery', 'metered'),
    busy: maybe(busy),
    hasChanges: fc.boolean(),
    hindrance: fc.option(
      fc.record({
        code: fc.constantFrom('remote-denied', 'interrupted', 'home-busy', 'x'),
        exit: fc.integer({ min: 1, max: 8 }),
        since: fc.constant(now),
      }),
      { nil: null },
    ),
    lastLookAt: fc.option(fc.integer({ min: now - 1_000_000, max: now + 1_000_000 }), { nil: null }),
    pollMs: fc.integer({ min: 1_000, max: 300_000 }),
  });
  fc.assert(
    fc.property(anyFacts, (given) => {
      const { state, isStale } = shownState(given, now);
      if (state !== 'in-sync') return;
      assert.ok(given.isConnected && !isStale && given.status?.state === 'in-sync');
      assert.deepEqual(
        [given.paused, given.waits, given.busy, given.hindrance, given.hasChanges],
        [null, null, null, null, false],
      );
      assert.ok(given.lastLookAt !== null && now - given.lastLookAt <= 3 * given.pollMs + 10_000);
    }),
    { numRuns: 2_000 },
  );
});

function all(word: StateWord): Record<StateWord, StateWord> {
  return Object.fromEntries(words.map((each) => [each, word])) as Record<StateWord, StateWord>;
}
function same(): Record<StateWord, StateWord> {
  return Object.fromEntries(words.map((each) => [each, each])) as Record<StateWord, StateWord>;
}
/** The words that something which goes on by itself may stand before. */
function good(word: StateWord) {
  return { 'in-sync': word, pending: word, syncing: word };
}
