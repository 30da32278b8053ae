import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { deviceHeadKey, headKey, headsPrefix, parseHeadKey } from '../../core/model/bucket-keys.ts';
import { readHeadsOfRevision } from '../../core/engine/lock/heads.ts';
import { glanceAtLease } from '../../core/engine/lock/lease.ts';
import type { Machine } from '../../core/engine/machine.ts';
import { readManifest } from '../../core/engine/snapshots/download.ts';
import type { Grade } from '../../core/model/grade.ts';
import type { Revision } from '../../core/model/ids.ts';
import { listed } from '../contract/remote-under-test.ts';
import { newBucket, openBucket } from '../remotes/s3/s3-under-test.ts';
import { engineMachine, type EngineMachine } from './engine-machine.ts';
import { faultProxy, pass, type Fate } from './fault-proxy.ts';
import { memoryStore } from './memory-store.ts';
import type { S3Server } from './s3-server.ts';

/** A part of an image holds 2 MiB: three parts, of which the middle one stays as it is. */
const largeNotes = ['1', '2', '3'].map((digit) => digit.repeat(1_500_000));

export interface WalkedStore {
  readonly server: S3Server;
  readonly grade: Grade;
  /** More than the act makes when all is well. */
  readonly extraRequestsMax: number;
}

export interface WalkScene {
  readonly grade: Grade;
  /** Goes through the proxy. */
  readonly laptop: EngineMachine;
  readonly board: EngineMachine;
}

export interface Walked {
  /** Requests when all is well. */
  readonly plain: number;
  /** When one of them met the fate. */
  readonly most: number;
}

/** The board has published revision 1, and the laptop has it; neither has written over an object yet. */
async function agreed(t: TestContext, at: WalkedStore, through: S3Server, bucket: string): Promise<WalkScene> {
  const unused = memoryStore();
  const prefix = `${randomBytes(4).toString('hex')}/`;
  const machine = (name: string, server: S3Server) =>
    engineMachine(t, name, unused, {
      remote: openBucket(server, bucket, { prefix }),
      change: (plain) => ({ ...plain, grade: at.grade }),
    });
  const board = await machine('board', at.server);
  const laptop = await machine('laptop', through);
  board.add(...largeNotes);
  await board.run('push');
  await laptop.run('pull');
  return { grade: at.grade, laptop, board };
}

export function push({ laptop }: WalkScene): Promise<unknown> {
  laptop.add('news');
  return laptop.run('push');
}

/** Of what the board publishes beforehand, past the proxy. */
export async function pull({ board, laptop }: WalkScene): Promise<unknown> {
  board.add('news');
  await board.run('push');
  return laptop.run('pull');
}

/** Every request of the laptop's `act` meets the fate in turn, each time in a scene of its own. */
export async function walkRequests(
  t: TestContext,
  at: WalkedStore,
  fate: Fate,
  act: (scene: WalkScene) => Promise<unknown>,
  check: (scene: WalkScene) => Promise<void>,
): Promise<Walked> {
  const proxy = await faultProxy(t, at.server);
  const bucket = await newBucket(at.server);
  let plain = 0;
  let most = 0;
  for (let number = 0; number <= plain; number++) {
    await t.test(number === 0 ? 'none' : `request ${number}`, async (each) => {
      const scene = await agreed(each, at, proxy.server, bucket);
      proxy.decide((request) => (request.number === number ? fate : pass));
      await act(scene);
      const seen = proxy.seen();
      proxy.forget();
      const met = seen[number - 1];
      each.diagnostic(`${met?.method} ${met?.key}`);
      if (number === 0) plain = seen.length;
      else assert.equal(met?.fate, fate);
      assert.ok(seen.length <= plain + at.extraRequestsMax, `${seen.length - plain} more requests`);
      most = Math.max(most, seen.length);
      await check(scene);
    });
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
export async function assertPublished({ grade, laptop, board }: WalkScene): Promise<void> {
  const { machine } = board;
  const device = laptop.machine.state.deviceId();
  const own = deviceHeadKey(2 as Revision, device);
  const ofTwo = grade === 'A' ? [own, headKey(2 as Revision)] : [own];
  const heads = (await listed(machine.remote, headsPrefix)).map(({ key }) => key);
  assert.deepEqual(
    heads.filter((key) => parseHeadKey(key)?.revision !== 1),
    ofTwo,
  );
  assert.deepEqual(
    (await listed(machine.remote, 'snapshots/')).map(({ key }) => key).toSorted(),
    await namedKeys(machine),
  );
  assert.notEqual((await glanceAtLease(machine)).kind, 'held');
  assert.equal(laptop.machine.state.publishJournal(), null);
  assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' });
  assert.equal((await board.run('pull')).decision.kind, 'pull');
  assert.deepEqual(board.notes(), [...largeNotes, 'news']);
}

/** The laptop has every row of revision 2, and agrees with it. */
export async function assertPulled({ laptop }: WalkScene): Promise<void> {
  assert.deepEqual(laptop.notes(), [...largeNotes, 'news']);
  assert.deepEqual((await laptop.run()).decision, { kind: 'nothing', why: 'agreed' });
}
