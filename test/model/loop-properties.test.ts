import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type LoopEvent, type Round, type WakeReason, due, loopStart, step } from '../../core/model/loop.ts';
import { loopWorld } from './loop-world.ts';

const reasons: readonly WakeReason[] = [
  'start',
  'file',
  'timer',
  'network',
  'resume',
  'focus',
  'hook-session-start',
  'hook-user-prompt',
  'hook-stop',
  'hook-session-end',
  'command',
  'settings',
  'person',
];
const reason = fc.constantFrom(...reasons);
const at = fc.integer({ min: -10_000, max: 4_000_000 });
const policies = fc.record({
  quietPeriodMs: fc.integer({ min: 1_000, max: 86_400_000 }),
  maxDelayMs: fc.integer({ min: 1_000, max: 86_400_000 }),
  pollMinMs: fc.integer({ min: 1_000, max: 86_400_000 }),
  pollMaxMs: fc.integer({ min: 1_000, max: 86_400_000 }),
  waitOnBattery: fc.boolean(),
  waitOnMetered: fc.boolean(),
});
const round: fc.Arbitrary<Round> = fc.record({
  intent: fc.constantFrom('sync', 'push', 'pull'),
  look: fc.constantFrom('quick', 'whole'),
  reason,
});
const tookMs = fc.double();
const outcome = fc.oneof(
  fc.record({ kind: fc.constant('done' as const), moved: fc.boolean(), tookMs }),
  fc.record({
    kind: fc.constantFrom('away' as const, 'stopped' as const),
    code: fc.constant('any'),
    tookMs,
    wholeMs: tookMs,
  }),
);
const event: fc.Arbitrary<LoopEvent> = fc.oneof(
  fc.record({ kind: fc.constant('wake' as const), reason, at }),
  fc.record({ kind: fc.constant('began' as const), round, at }),
  fc.record({ kind: fc.constant('ended' as const), outcome, at }),
  fc.record({ kind: fc.constant('aborted' as const), at }),
  fc.record({ kind: fc.constant('pause' as const), until: fc.option(at), wallNow: at, at }),
  fc.record({ kind: fc.constant('resume' as const), at }),
  fc.record({ kind: fc.constant('power' as const), onBattery: fc.boolean(), metered: fc.boolean(), at }),
  fc.record({ kind: fc.constant('policy' as const), policy: policies, at }),
);

test('whatever happens in whatever order, something is due within the longest poll, unless a wait has its named reason', () => {
  fc.assert(
    fc.property(policies, fc.array(event, { maxLength: 40 }), fc.double({ min: 0, max: 1 }), (first, events, share) => {
      const state = events.reduce((before, one) => step(before, one, share), loopStart(0, first));
      const lastAt = Math.max(0, ...events.map((one) => one.at));
      const next = due(state, lastAt, lastAt);
      if (state.running !== null) return assert.deepEqual(next, { kind: 'wait', untilMs: null, why: 'running' });
      if (next.kind === 'run') return;
      if (next.why === 'battery' || next.why === 'metered') return assert.equal(next.untilMs, null);
      if (next.why === 'paused') return assert.notEqual(state.pause, null);
      const { pollMinMs, pollMaxMs } = state.policy;
      assert.ok(next.untilMs !== null && next.untilMs > lastAt, `waits until ${next.untilMs}`);
      assert.ok(next.untilMs <= lastAt + Math.max(pollMinMs, pollMaxMs), `waits until ${next.untilMs} at ${lastAt}`);
    }),
    { numRuns: 2_000 },
  );
});

test('doubling and reordering wakes of one moment changes nothing that is due', () => {
  fc.assert(
    fc.property(fc.array(reason, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (wakes, order) => {
      const tell = (list: readonly WakeReason[]) => {
        const world = loopWorld({});
        world.runUntil(5_000);
        for (const one of list) world.tell({ kind: 'wake', reason: one });
        world.runUntil(120_000);
        return world.ran.map((ran) => [ran.at, ran.round.look]);
      };
      const shuffled = [...wakes, ...wakes].map((one) => ({ one, key: order.next().value as number }));
      const twice = shuffled.toSorted((a, b) => a.key - b.key).map(({ one }) => one);
      assert.deepEqual(tell(twice), tell(wakes));
    }),
  );
});

test('a change is always looked at wholly in the end, and no two rounds overlap, whatever else wakes and fails', () => {
  const wakes = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 600_000 }),
      event: fc.record({ kind: fc.constant('wake' as const), reason }),
    }),
    { maxLength: 60 },
  );
  const ends = fc.array(fc.constantFrom('done', 'moved', 'away', 'stopped'), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      wakes,
      ends,
      fc.integer({ min: 0, max: 20_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, kinds, took, share) => {
        let count = 0;
        const world = loopWorld({
          share: () => share,
          outcome: (_, now) => {
            const kind = now > 600_000 ? 'done' : (kinds[count++ % kinds.length] ?? 'done');
            if (kind === 'away' || kind === 'stopped') return { kind, code: 'any', tookMs: took };
            return { kind: 'done', moved: kind === 'moved', tookMs: took };
          },
        });
        world.runUntil(1_800_000, list);
        const lastWrite = Math.max(-1, ...list.filter(({ event: one }) => one.reason === 'file').map((one) => one.at));
        const { ran } = world;
        for (const [i, one] of ran.slice(1).entries()) assert.ok(one.at >= (ran[i]?.endedAt ?? 0));
        if (lastWrite >= 0) assert.ok(ran.some((one) => one.round.look === 'whole' && one.at >= lastWrite));
        assert.equal(world.state().changed, null);
        assert.equal(world.state().isWholeOwed, false);
        const focusLooks = ran.filter(
          (one) =>
            one.round.look === 'quick' &&
            ['focus', 'network', 'resume', 'hook-session-start', 'hook-user-prompt'].includes(one.round.reason),
        );
        for (const [i, one] of focusLooks.slice(1).entries()) assert.ok(one.at - (focusLooks[i]?.at ?? 0) >= 10_000);
      },
    ),
    { numRuns: 300 },
  );
});
