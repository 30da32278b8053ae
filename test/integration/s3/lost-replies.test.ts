import assert from 'node:assert/strict';
import test from 'node:test';
import { sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { cutReply, loseReply, loseRequest } from '../../support/fault-proxy.ts';
import { assertPublished, largeNotes, walkRequests, type WalkScene } from '../../support/request-walk.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;

/** More means that somebody pays for what nobody noticed. */
const pushRequestsMax = 20;
const pullRequestsMax = 8;
/** A look at what was stored, and a second attempt of which Ceph, not known yet to want the bare etag, makes three. */
const extraRequestsMax = 4;

const walked = async () => ({ server: await ceph(), grade: 'A', extraRequestsMax }) as const;

function push({ laptop }: WalkScene) {
  laptop.add('news');
  return laptop.run('push');
}

async function pull({ board, laptop }: WalkScene) {
  board.add('news');
  await board.run('push');
  return laptop.run('pull');
}

async function assertPulled({ laptop }: WalkScene): Promise<void> {
  assert.deepEqual(laptop.notes(), [...largeNotes, 'news']);
  assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' });
}

for (const fate of [loseReply, loseRequest]) {
  test(`a push publishes once and wholly whichever single request meets ${fate.kind}`, { skip }, async (t) => {
    const { plain, most } = await walkRequests(t, await walked(), fate, push, assertPublished);
    assert.ok(plain <= pushRequestsMax, `${plain} requests`);
    t.diagnostic(`a push makes ${plain} requests, with ${fate.kind} at most ${most - plain} more`);
  });
}

for (const fate of [loseReply, cutReply]) {
  test(`a pull brings every row whichever single request meets ${fate.kind}`, { skip }, async (t) => {
    const { plain, most } = await walkRequests(t, await walked(), fate, pull, assertPulled);
    assert.ok(plain <= pullRequestsMax, `${plain} requests`);
    t.diagnostic(`a pull makes ${plain} requests, with ${fate.kind} at most ${most - plain} more`);
  });
}
