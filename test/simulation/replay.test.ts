import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { runSeed } from './run-seed.ts';
import { assertPasses } from './test-seeds.ts';

const failingSeeds = z.array(z.object({ seed: z.int(), found: z.string() }));

test('one seed run twice does the same steps and leaves the same bytes in the bucket', async () => {
  for (const seed of [7, 13, 29]) {
    const [one, other] = [await runSeed(seed), await runSeed(seed)];
    assert.deepEqual(one.steps, other.steps);
    assert.equal(one.trace, other.trace);
  }
});

test('another seed does something else', async () => {
  assert.notEqual((await runSeed(7)).trace, (await runSeed(8)).trace);
});

test('every seed that once found a fault passes', async () => {
  const text = readFileSync(join(import.meta.dirname, 'failing-seeds.json'), 'utf8');
  for (const { seed } of failingSeeds.parse(JSON.parse(text))) await assertPasses(seed);
});
