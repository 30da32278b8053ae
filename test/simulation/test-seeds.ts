import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSeed } from './run-seed.ts';

/** Four files share them, so that two cores do. */
const filesOfSeeds = 4;
const seedsInCi = 2_000;
const seedsAtHome = 40;

/** Runs this file's share of the seeds; `CI=true`: of many more. */
export function testSeeds(file: number): void {
  const count = (process.env['CI'] === 'true' ? seedsInCi : seedsAtHome) / filesOfSeeds;
  const first = (file - 1) * count + 1;
  test(`machines agree in seeds ${first} to ${first + count - 1}, and nothing is lost`, async () => {
    for (let seed = first; seed < first + count; seed++) await assertPasses(seed);
  });
}

export async function assertPasses(seed: number): Promise<void> {
  const { difference, steps } = await runSeed(seed);
  assert.equal(difference, null, `npm run simulate -- --seeds ${seed}..${seed}\n${steps.join('\n')}`);
}
