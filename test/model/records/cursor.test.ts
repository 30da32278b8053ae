import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  afterCovering,
  afterReading,
  cursorSchema,
  cursorStart,
  hasRead,
  holesOf,
  type Cursor,
} from '../../../core/model/records/cursor.ts';

const last = 30;
const numbers = Array.from({ length: last }, (_, at) => at + 1);
const step = fc.record({
  act: fc.constantFrom('read', 'read', 'read', 'cover'),
  seq: fc.integer({ min: 1, max: last }),
});
const hashOf = (seq: number) => String(seq).padStart(16, '0');

/** The same, as a set of numbers. */
function walked(steps: readonly { act: string; seq: number }[]): { cursor: Cursor; read: Set<number> } {
  let cursor = cursorStart;
  const read = new Set<number>();
  for (const { act, seq } of steps) {
    cursor = act === 'read' ? afterReading(cursor, seq, hashOf(seq)) : afterCovering(cursor, seq);
    for (const one of act === 'read' ? [seq] : numbers.filter((number) => number <= seq)) read.add(one);
  }
  return { cursor, read };
}

describe('a cursor', () => {
  it('knows what was read and what is missing, like a set of numbers', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(last), fc.nat(last), (steps, head, limit) => {
        const { cursor, read } = walked(steps);
        for (const seq of numbers) assert.equal(hasRead(cursor, seq), read.has(seq));
        const missing = numbers.filter((seq) => seq <= head && !read.has(seq));
        assert.deepEqual(holesOf(cursor, head, limit), missing.slice(0, limit));
        const firstMissing = numbers.find((seq) => !read.has(seq)) ?? last + 1;
        assert.equal(cursor.upTo, firstMissing - 1);
        assert.deepEqual(
          cursor.extras,
          [...read].filter((seq) => seq > cursor.upTo).sort((a, b) => a - b),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of reading', () => {
    const shuffled = fc
      .array(step, { maxLength: 20 })
      .chain((steps) => fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })));
    fc.assert(
      fc.property(shuffled, ([steps, others]) => {
        const { tips: _tips, ...one } = walked(steps).cursor;
        const { tips: _others, ...other } = walked(others).cursor;
        assert.deepEqual(one, other);
      }),
      { numRuns: 300 },
    );
  });

  it('never names a tip that is not of its last number', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { cursor } = walked(steps);
        for (const tip of cursor.tips) assert.equal(tip, hashOf(cursor.upTo));
      }),
      { numRuns: 300 },
    );
    assert.deepEqual(afterReading(afterReading(cursorStart, 1, 'one'), 1, 'other').tips, ['one', 'other']);
  });

  it('is read as it was written, also from a file whose numbers are out of order or double', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { cursor } = walked(steps);
        assert.deepEqual(cursorSchema.parse(JSON.parse(JSON.stringify(cursor))), cursor);
        const untidy = { ...cursor, extras: [...cursor.extras, ...cursor.extras.toReversed()] };
        assert.deepEqual(cursorSchema.parse(untidy), cursor);
      }),
      { numRuns: 200 },
    );
    assert.deepEqual(cursorSchema.parse({ upTo: 2, extras: [9, 3, 1, 4] }), { upTo: 4, extras: [9], tips: [] });
  });
});
