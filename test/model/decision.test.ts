import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../core/model/decision.ts';
import type { Observation } from '../../core/model/observation.ts';
import { baseOf, content, head, observation } from './sample.ts';

const first = head(1, { nonce: '1' });
const second = head(2, { nonce: '2', parent: first, device: 'b' });
const forced = head(2, { nonce: '3', parent: first, device: 'b', epoch: 1 });
const one = (it: typeof first) => ({ kind: 'one', head: it }) as const;

describe('decide', () => {
  it('publishes the first image of a project', () => {
    const seen = observation({ local: content('x') });
    assert.deepEqual(decide(seen), { kind: 'push', parents: [], force: false });
    assert.deepEqual(decide({ ...seen, intent: 'pull' }), { kind: 'nothing', why: 'only-here-moved' });
  });

  it('takes the image of the project where nothing is yet', () => {
    assert.deepEqual(decide(observation({ remote: one(first) })), {
      kind: 'pull',
      head: first,
      why: 'first',
      setAside: false,
    });
  });

  it('never publishes a missing database', () => {
    for (const intent of ['push', 'force-push'] as const) {
      assert.equal(decide(observation({ intent, remote: one(first), base: baseOf(first) })).kind, 'source-missing');
      assert.equal(decide(observation({ intent })).kind, 'source-missing');
    }
  });

  it('has nothing to do when both sides are where they were', () => {
    const seen = observation({ local: content('1'), base: baseOf(first), remote: one(first) });
    assert.deepEqual(decide(seen), { kind: 'nothing', why: 'agreed' });
  });

  it('publishes what moved here only, and tells a pull so', () => {
    const seen = observation({ local: content('x'), base: baseOf(first), remote: one(first) });
    assert.deepEqual(decide(seen), { kind: 'push', parents: [first], force: false });
    assert.deepEqual(decide({ ...seen, intent: 'pull' }), { kind: 'nothing', why: 'only-here-moved' });
  });

  it('takes what moved there only, and tells a push so', () => {
    const seen = observation({ local: content('1'), base: baseOf(first), remote: one(second) });
    assert.deepEqual(decide(seen), { kind: 'pull', head: second, why: 'behind', setAside: false });
    assert.deepEqual(decide({ ...seen, intent: 'push' }), { kind: 'nothing', why: 'only-remote-moved' });
  });

  it('changes nothing when both moved', () => {
    const seen = observation({ local: content('x'), base: baseOf(first), remote: one(second) });
    for (const intent of ['sync', 'push', 'pull'] as const) {
      assert.deepEqual(decide({ ...seen, intent }), { kind: 'diverged', head: second, joined: false });
    }
  });

  it('changes nothing when a machine with memories of its own joins', () => {
    const seen = observation({ local: content('x'), remote: one(first) });
    assert.deepEqual(decide(seen), { kind: 'diverged', head: first, joined: true });
  });

  it('takes the image where the memory tool has made its tables and nothing is in them', () => {
    const seen = observation({ local: content('x', 0), remote: one(first) });
    assert.deepEqual(decide(seen), { kind: 'pull', head: first, why: 'first', setAside: false });
    assert.deepEqual(decide({ ...seen, intent: 'push' }), { kind: 'nothing', why: 'only-remote-moved' });
    assert.equal(decide({ ...seen, base: baseOf(second) }).kind, 'diverged');
  });

  it('moves no bytes where both sides hold the same rows', () => {
    assert.deepEqual(decide(observation({ local: content('1'), remote: one(first) })), { kind: 'adopt', head: first });
  });

  it('sets aside what moved here when another device forced', () => {
    const seen = observation({ local: content('x'), base: baseOf(first), remote: one(forced) });
    assert.deepEqual(decide(seen), { kind: 'pull', head: forced, why: 'forced-by-other', setAside: true });
    assert.equal(decide({ ...seen, intent: 'push' }).kind, 'diverged');
  });

  it('raises no image over two diverged heads unless forced', () => {
    const other = head(2, { nonce: '4', parent: first, device: 'c' });
    const heads = [second, other];
    const seen = observation({ local: content('2'), base: baseOf(second), remote: { kind: 'diverged', heads } });
    assert.deepEqual(decide(seen), { kind: 'heads-diverged', heads });
    assert.deepEqual(decide({ ...seen, intent: 'force-push' }), { kind: 'push', parents: heads, force: true });
    assert.deepEqual(decide({ ...seen, intent: 'force-pull' }), { kind: 'choose', head: other, heads });
  });

  it('calls a bucket without the agreed head rolled back, whatever was asked', () => {
    for (const intent of ['sync', 'push', 'pull', 'force-push', 'force-pull'] as const) {
      const seen = observation({
        intent,
        local: content('x'),
        base: baseOf(second),
        remote: one(first),
        baseHead: 'absent',
      });
      assert.deepEqual(decide(seen), { kind: 'rolled-back', known: 2, shown: 1 });
    }
  });

  it('asks before the loss of many rows travels', () => {
    const seen = observation({ local: content('x', 2), base: baseOf(first), remote: one(first) });
    assert.deepEqual(decide(seen), { kind: 'brake', finding: { table: 'observations', before: 10, after: 2 } });
    assert.equal(decide({ ...seen, confirmed: true }).kind, 'push');
  });

  it('does not take again what a person has undone here', () => {
    const seen = observation({
      local: content('1'),
      base: baseOf(first, { declined: second.nonce }),
      remote: one(second),
    });
    assert.deepEqual(decide(seen), { kind: 'nothing', why: 'declined' });
    assert.equal(decide({ ...seen, intent: 'force-pull' }).kind, 'pull');
    assert.equal(decide({ ...seen, local: content('x') }).kind, 'diverged');
  });

  it('is total, and replaces a database with rows of its own only when a copy is set aside or none of them is new', () => {
    const heads = [first, second, forced, head(3, { nonce: '5', parent: second })];
    const anyHead = fc.constantFrom(...heads);
    const anyObservation: fc.Arbitrary<Observation> = fc.record({
      intent: fc.constantFrom('sync', 'push', 'pull', 'force-push', 'force-pull'),
      confirmed: fc.boolean(),
      local: fc.oneof(
        fc.constant(content('x', 3)),
        fc.constant(content('1')),
        fc.constant(content('2')),
        fc.constant({ kind: 'none' } as const),
      ),
      base: fc.oneof(
        fc.constant(null),
        anyHead.map((it) => baseOf(it)),
        anyHead.map((it) => baseOf(it, { declined: second.nonce })),
      ),
      remote: fc.oneof(
        fc.constant({ kind: 'none' } as const),
        anyHead.map(one),
        fc.constant({ kind: 'diverged', heads: [second, forced] } as const),
      ),
      baseHead: fc.constantFrom('present', 'absent', 'no-base'),
    });
    fc.assert(
      fc.property(anyObservation, (seen) => {
        const decision = decide(seen);
        if (seen.local.kind !== 'content') return;
        const moved = seen.base === null || seen.local.digest !== seen.base.digest;
        if (decision.kind === 'pull' && moved)
          assert.ok(decision.setAside, 'rows that are only here must be set aside');
        if (decision.kind === 'push' && !decision.force) {
          assert.ok(
            decision.parents.every((parent) => parent.nonce === seen.base?.nonce),
            'an ordinary push follows what it knows',
          );
        }
        if (!seen.intent.startsWith('force')) assert.ok(!(decision.kind === 'push' && decision.force));
      }),
      { numRuns: 5_000 },
    );
  });
});
