import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { objectBytesMax } from '../../core/model/limits.ts';
import { paddedSize } from '../../core/model/padded-size.ts';

const frame = 8;
const size = fc.integer({ min: 1, max: objectBytesMax });

test('the buckets are these for ever', () => {
  const small = [1, 255, 256, 257, 4_095, 4_096].map((bytes) => paddedSize(bytes, 0));
  assert.deepEqual(small, [256, 256, 256, 512, 4_096, 4_096]);
  const medium = [4_097, 4_352, 4_353, 8_191, 8_192, 8_193, 8_705, 16_385].map((bytes) => paddedSize(bytes, 0));
  assert.deepEqual(medium, [4_352, 4_352, 4_608, 8_192, 8_192, 8_704, 9_216, 17_408]);
  const large = [65_536, 65_537, 1_000_000, 2_097_153, 40_000_000].map((bytes) => paddedSize(bytes, 0));
  assert.deepEqual(large, [65_536, 69_632, 1_015_808, 2_228_224, 41_943_040]);
});

test('a size too near to its bucket for a skippable frame goes on to the next one', () => {
  assert.deepEqual(
    [248, 249, 255, 256].map((bytes) => paddedSize(bytes, frame)),
    [256, 512, 512, 256],
  );
  assert.deepEqual(
    [4_088, 4_089, 4_096].map((bytes) => paddedSize(bytes, frame)),
    [4_096, 4_352, 4_096],
  );
});

test('padding costs less than 256 bytes up to 4 KiB and at most 12 % above', () => {
  fc.assert(
    fc.property(fc.oneof(size, fc.integer({ min: 1, max: 20_000 })), fc.constantFrom(0, frame), (bytes, least) => {
      const added = paddedSize(bytes, least) - bytes;
      assert.ok(added === 0 || added >= least);
      assert.ok(added < 256 + least || (bytes > 4_096 && added <= bytes * 0.12), `${bytes} + ${added}`);
    }),
    { numRuns: 2_000 },
  );
});

test('a bucket is its own size, and a larger object never has a smaller one', () => {
  fc.assert(
    fc.property(size, size, (a, b) => {
      assert.equal(paddedSize(paddedSize(a, frame), frame), paddedSize(a, frame));
      assert.ok(paddedSize(Math.min(a, b), 0) <= paddedSize(Math.max(a, b), 0));
    }),
  );
});
