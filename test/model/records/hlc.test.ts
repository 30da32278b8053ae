import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hlcAfter, hlcMs, hlcSchema, hlcUntil, hlcZero, type Hlc } from '../../../core/model/records/hlc.ts';

const wallMs = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: 0, max: 4e12, noNaN: true }),
  fc.constantFrom(1_700_000_000_000, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 48),
);

describe('the clock of a record', () => {
  it('only goes forward, whatever the wall clock says, and every stamp can be read', () => {
    fc.assert(
      fc.property(fc.array(wallMs, { minLength: 1, maxLength: 50 }), (walls) => {
        let last: Hlc | null = null;
        for (const wall of walls) {
          const next = hlcAfter(last, wall);
          assert.ok(next > (last ?? hlcZero));
          assert.equal(hlcSchema.parse(next), next);
          last = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes on after the last number of its counter and after the last stamp it reads', () => {
    assert.equal(hlcAfter('018c00000000ffff' as Hlc, 1), '018c000000010000');
    const greatest = 'efffffffffffffff';
    assert.equal(hlcSchema.parse(greatest), greatest);
    assert.ok(hlcAfter(greatest as Hlc, 1) > greatest);
  });

  it('says the wall time when that is later, and never the zero of imports', () => {
    const now = 1_763_700_000_000;
    assert.equal(hlcMs(hlcAfter(null, now)), now);
    assert.equal(hlcMs(hlcAfter(hlcAfter(null, now - 1), now)), now);
    assert.equal(hlcAfter(null, 0), '0000000000010000');
    assert.equal(hlcAfter(hlcZero, -1), '0000000000010000');
  });

  it('refuses stamps of nobody: capitals, other lengths, the time after all calendars', () => {
    for (const wrong of ['', '018C000000000000', '018c00000000000', 'f000000000000000', 'ffffffffffffffff', 5]) {
      assert.ok(!hlcSchema.safeParse(wrong).success, String(wrong));
    }
    // A clock in the year 10889 (2^48 ms) writes stamps that others read, and that a later edit still follows.
    const broken = hlcSchema.parse(hlcAfter(null, 2 ** 48));
    assert.ok(hlcAfter(broken, 0) > broken);
  });
});

it('the last stamp of a millisecond is after all of it and before all that follows', () => {
  const at = 1_795_219_200_000;
  let stamp = hlcAfter(null, at);
  for (let number = 0; number < 100; number += 1) {
    assert.ok(hlcUntil(at - 1) < stamp && stamp <= hlcUntil(at));
    stamp = hlcAfter(stamp, at);
  }
  assert.ok(hlcAfter(null, at + 1) > hlcUntil(at));
  assert.ok(hlcZero < hlcUntil(0));
});
