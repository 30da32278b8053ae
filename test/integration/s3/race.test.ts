import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newBucket, openBucket, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { raceRound, raceRounds } from '../../support/publish-race.ts';

const server = sharedServer(cephRgw);

describe('two machines that publish at the same moment', () => {
  it('through Ceph RGW: exactly one wins each revision, nothing is lost, the other is told', async (t) => {
    const missing = cephRgwMissing();
    if (missing !== undefined) return t.skip(missing);
    const store = await server();
    for (let round = 0; round < raceRounds; round++) {
      const bucket = await newBucket(store);
      assert.equal(await raceRound(t, 'A', () => openBucket(store, bucket)), 1, `round ${round}`);
    }
    t.diagnostic(`${raceRounds} rounds`);
  });
});
