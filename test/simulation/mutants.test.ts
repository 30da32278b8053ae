import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mutants } from './mutants.ts';
import { mutatedCopy } from './mutated-copy.ts';

/** A planted fault that lives longer would live in the product too. */
const seedsMax = 500;

for (const mutant of mutants) {
  test(`the simulation finds it when ${mutant.name}`, async () => {
    const copy = await mutatedCopy(mutant);
    try {
      const seeds = [mutant.foundBy, ...Array.from({ length: seedsMax }, (_, index) => index + 1)];
      let isFound = false;
      for (const seed of seeds) {
        isFound = (await copy.runSeed(seed)).difference !== null;
        if (isFound) break;
      }
      assert.ok(isFound, `${seedsMax} seeds did not find it`);
    } finally {
      copy.remove();
    }
  });
}
