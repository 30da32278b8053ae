import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { connectedPrograms } from '../../support/connected-programs.ts';
import { meetings, programRaceRound } from '../../support/program-race.ts';
import type { S3Server } from '../../support/s3-server.ts';
import { swiftS3, swiftS3Missing } from '../../support/swift-s3.ts';

const ceph = sharedServer(cephRgw);
const swift = sharedServer(swiftS3);

/** One round for each way to meet; the heads that each let through. */
async function race(t: TestContext, store: S3Server): Promise<number[]> {
  const programs = await connectedPrograms(t, store);
  const heads: number[] = [];
  for (const [index, meeting] of Object.keys(meetings).entries()) {
    await t.test(meeting, async () => {
      heads.push(await programRaceRound(programs, meeting as keyof typeof meetings, index));
    });
  }
  t.diagnostic(`heads of each revision: ${heads.join(', ')}`);
  return heads;
}

test(
  'two programs that push at once over Ceph: exactly one has each revision, and the other is told',
  { skip: cephRgwMissing() ?? false },
  async (t) => assert.deepEqual(await race(t, await ceph()), [1, 1, 1]),
);

test(
  'two programs that push at once over Swift, which refuses conditions: both images stay, and both machines see the same',
  { skip: swiftS3Missing() ?? false },
  async (t) => {
    const heads = await race(t, await swift());
    assert.equal(heads.at(-1), 2, 'without a lease and without conditions both publish');
  },
);
