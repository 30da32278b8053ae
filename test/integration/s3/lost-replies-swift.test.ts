import test from 'node:test';
import { sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { loseReply } from '../../support/fault-proxy.ts';
import { assertPublished, push, walkRequests } from '../../support/request-walk.ts';
import { swiftS3, swiftS3Missing } from '../../support/swift-s3.ts';

const swift = sharedServer(swiftS3);
/** A look at what was stored, and a conditional write once more, whose refusal was lost. */
const extraRequestsMax = 2;

test(
  'a push publishes once and wholly where the store refuses conditions and any single reply is lost',
  { skip: swiftS3Missing() ?? false },
  async (t) => {
    const at = { server: await swift(), grade: 'C', extraRequestsMax } as const;
    const { plain, most } = await walkRequests(t, at, loseReply, push, assertPublished);
    t.diagnostic(`a push makes ${plain} requests, with ${loseReply.kind} at most ${most - plain} more`);
  },
);
