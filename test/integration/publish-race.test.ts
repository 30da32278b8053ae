import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryRemote } from '../support/memory-remote.ts';
import { memoryStore } from '../support/memory-store.ts';
import { raceRound, raceRounds } from '../support/publish-race.ts';

describe('two machines that publish at the same moment', () => {
  const grades = { atomic: 'A', racy: 'B', refused: 'C', ignored: 'D' } as const;
  for (const conditions of ['atomic', 'racy', 'refused', 'ignored'] as const) {
    it(`lose no image on a store whose create is ${conditions}, and agree on what they see`, async (t) => {
      let clashes = 0;
      for (let round = 0; round < raceRounds; round++) {
        const store = memoryStore();
        const heads = await raceRound(t, grades[conditions], () => memoryRemote(store, { conditions }));
        if (conditions === 'atomic') assert.equal(heads, 1, 'exactly one wins the revision');
        if (heads > 1) clashes += 1;
      }
      if (conditions !== 'atomic') assert.ok(clashes > 0, 'the test saw the race it is about');
      t.diagnostic(`${conditions}: ${clashes} of ${raceRounds} rounds let two heads through`);
    });
  }
});
