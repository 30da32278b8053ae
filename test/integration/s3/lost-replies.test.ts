import assert from 'node:assert/strict';
import test from 'node:test';
import { sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { loseReply } from '../../support/fault-proxy.ts';
import { assertPublished, assertPulled, pull, push, walkRequests } from '../../support/request-walk.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;

/** More means that somebody pays for what nobody noticed. */
const pushRequestsMax = 20;
const pullRequestsMax = 8;
/** A look at what was stored, and Ceph, not known yet to want the bare etag, is asked for it again. */
const extraRequestsMax = 3;

const walked = async () => ({ server: await ceph(), grade: 'A', extraRequestsMax }) as const;

test('a push publishes once and wholly whichever single reply is lost', { skip }, async (t) => {
  const { plain, most } = await walkRequests(t, await walked(), loseReply, push, assertPublished);
  assert.ok(plain <= pushRequestsMax, `${plain} requests`);
  t.diagnostic(`a push makes ${plain} requests, at most ${most - plain} more when one is lost`);
});

test('a pull brings every row whichever single reply is lost', { skip }, async (t) => {
  const { plain, most } = await walkRequests(t, await walked(), loseReply, pull, assertPulled);
  assert.ok(plain <= pullRequestsMax, `${plain} requests`);
  t.diagnostic(`a pull makes ${plain} requests, at most ${most - plain} more when one is lost`);
});
