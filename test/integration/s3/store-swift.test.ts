import assert from 'node:assert/strict';
import test from 'node:test';
import { gradeOf } from '../../../core/model/grade.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { probe } from '../../../core/remotes/probe.ts';
import { listed } from '../../contract/remote-under-test.ts';
import { newBucket, openBucket, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { swiftS3, swiftS3Missing } from '../../support/swift-s3.ts';

const server = sharedServer(swiftS3);

test(
  'the probe gives Swift grade C without a race and leaves the bucket empty',
  { skip: swiftS3Missing() ?? false },
  async () => {
    const at = await server();
    const remote = openBucket(at, await newBucket(at));
    const seen = await probe(remote, { clock: systemClock, random: systemRandom });
    assert.deepEqual([gradeOf(seen), seen.rounds.length], ['C', 0]);
    assert.deepEqual(await listed(remote), []);
  },
);
