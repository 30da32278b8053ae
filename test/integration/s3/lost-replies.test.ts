import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { deviceHeadKey, headKey, headsPrefix, parseHeadKey } from '../../../core/model/bucket-keys.ts';
import { readHeadsOfRevision } from '../../../core/engine/lock/heads.ts';
import { glanceAtLease } from '../../../core/engine/lock/lease.ts';
import type { Machine } from '../../../core/engine/machine.ts';
import { readManifest } from '../../../core/engine/snapshots/download.ts';
import type { Revision } from '../../../core/model/ids.ts';
import { listed } from '../../contract/remote-under-test.ts';
import { newBucket, openBucket, sharedServer } from '../../remotes/s3/s3-under-test.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { engineMachine, type EngineMachine } from '../../support/engine-machine.ts';
import {
  cutReply,
  faultProxy,
  loseReply,
  loseRequest,
  pass,
  type Fate,
  type FaultProxy,
} from '../../support/fault-proxy.ts';
import { memoryStore } from '../../support/memory-store.ts';

const ceph = sharedServer(cephRgw);
const skip = cephRgwMissing() ?? false;

/** A part of an image holds 2 MiB: three parts, of which the middle one stays as it is. */
const largeNotes = ['1', '2', '3'].map((digit) => digit.repeat(1_500_000));

/** A small push over Ceph. More means that somebody pays for what nobody noticed. */
const pushRequestsMax = 20;
const pullRequestsMax = 10;
/** A look at what was stored, and a second attempt of which Ceph, not known yet to want the bare etag, makes three. */
const extraRequestsMax = 4;

interface Scene {
  readonly proxy: FaultProxy;
  /** Goes through the proxy. */
  readonly laptop: EngineMachine;
  readonly board: EngineMachine;
}

/** The board has published revision 1, and the laptop has it; neither has written over an object yet. */
async function agreed(t: TestContext, proxy: FaultProxy, bucket: string, prefix: string): Promise<Scene> {
  const at = await ceph();
  const unused = memoryStore();
  const board = await engineMachine(t, 'board', unused, { remote: openBucket(at, bucket, { prefix }) });
  const laptop = await engineMachine(t, 'laptop', unused, { remote: openBucket(proxy.server, bucket, { prefix }) });
  board.add(...largeNotes);
  await board.run('push');
  await laptop.run('pull');
  return { proxy, laptop, board };
}

/** Every request of `act` meets the fate in turn, each time in a scene of its own; the requests that it took without one and at most. */
async function walk(
  t: TestContext,
  fate: Fate,
  act: (scene: Scene) => Promise<unknown>,
  check: (scene: Scene, at: string) => Promise<void>,
): Promise<{ plain: number; most: number }> {
  const store = await ceph();
  const proxy = await faultProxy(t, store);
  const bucket = await newBucket(store);
  let plain = 0;
  let most = 0;
  for (let number = 0; number <= plain; number++) {
    const scene = await agreed(t, proxy, bucket, `${number}/`);
    proxy.decide((request) => (request.number === number ? fate : pass));
    await act(scene);
    const seen = proxy.seen();
    proxy.forget();
    const met = seen[number - 1];
    const at = `request ${number} of ${plain}: ${met?.method} ${met?.key}`;
    if (number === 0) plain = seen.length;
    else assert.equal(met?.fate, fate, at);
    assert.ok(seen.length <= plain + extraRequestsMax, `${seen.length - plain} more requests after ${at}`);
    most = Math.max(most, seen.length);
    await check(scene, at);
  }
  return { plain, most };
}

/** Keys of everything below snapshots/ that the two heads name. */
async function namedKeys(machine: Machine): Promise<string[]> {
  const keys = new Set<string>();
  for (const revision of [1, 2]) {
    const heads = await readHeadsOfRevision(machine, revision);
    assert.equal(heads.length, 1, `heads of revision ${revision}`);
    for (const head of heads) {
      const { parts } = await readManifest(machine, head);
      for (const { key } of [head.manifest, ...parts]) keys.add(key);
    }
  }
  return [...keys].toSorted();
}

/** Revision 2 is the laptop's, once, whole and without litter; the board can read it, and the lease is free. */
async function assertPublished({ laptop, board }: Scene, at: string): Promise<void> {
  const { machine } = board;
  const device = laptop.machine.state.deviceId();
  const ofTwo = [headKey(2 as Revision), deviceHeadKey(2 as Revision, device)].toSorted();
  const heads = (await listed(machine.remote, headsPrefix)).map(({ key }) => key);
  assert.deepEqual(heads.filter((key) => parseHeadKey(key)?.revision !== 1).toSorted(), ofTwo, at);
  assert.deepEqual(
    (await listed(machine.remote, 'snapshots/')).map(({ key }) => key).toSorted(),
    await namedKeys(machine),
    at,
  );
  assert.notEqual((await glanceAtLease(machine)).kind, 'held', at);
  assert.equal(laptop.machine.state.publishJournal(), null, at);
  assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' }, at);
  assert.equal((await board.run('pull')).decision.kind, 'pull', at);
  assert.deepEqual(board.notes(), [...largeNotes, 'news'], at);
}

for (const fate of [loseReply, loseRequest]) {
  test(`a push publishes once and wholly whichever single request meets ${fate.kind}`, { skip }, async (t) => {
    const { plain, most } = await walk(
      t,
      fate,
      ({ laptop }) => {
        laptop.add('news');
        return laptop.run('push');
      },
      assertPublished,
    );
    assert.ok(plain <= pushRequestsMax, `${plain} requests`);
    t.diagnostic(`a push makes ${plain} requests, with ${fate.kind} at most ${most - plain} more`);
  });
}

for (const fate of [loseReply, cutReply]) {
  test(`a pull brings every row whichever single request meets ${fate.kind}`, { skip }, async (t) => {
    const { plain, most } = await walk(
      t,
      fate,
      async ({ board, laptop }) => {
        board.add('news');
        await board.run('push');
        return laptop.run('pull');
      },
      async ({ laptop }, at) => {
        assert.deepEqual(laptop.notes(), [...largeNotes, 'news'], at);
        assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' }, at);
      },
    );
    assert.ok(plain <= pullRequestsMax, `${plain} requests`);
    t.diagnostic(`a pull makes ${plain} requests, with ${fate.kind} at most ${most - plain} more`);
  });
}
