import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type CephRgw, cephRgw } from '../support/ceph-rgw.ts';
import { assertSameRows } from '../support/database-rows.ts';
import type { CommandLine } from './contestant.ts';
import type { Link } from './link.ts';
import { measure } from './measured-run.ts';
import { addOneSession } from './one-more-session.ts';
import type { StoreContestant, StoreRound } from './store-contestants.ts';

/** What one command cost. */
export interface Cost {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly requests: number;
  /** Both ways together; null where nobody counts. */
  readonly wireBytes: number | null;
}

export interface StoreResult {
  readonly send: Cost;
  readonly fetch: Cost;
  /** After one more session. */
  readonly sendAgain: Cost;
}

/** The gateway writes its log in the background. */
const logSettleMs = 500;

/** One round from nothing, through a store of its own: sends `original`, brings it back, and sends it with one more session. */
export async function measureThroughStore(
  contestant: StoreContestant,
  folder: string,
  original: string,
  link: Link | null,
): Promise<StoreResult> {
  const store = await cephRgw(link === null ? {} : { alsoAt: link.address });
  const round = await newRound(join(folder, 'round'), store, link);
  try {
    copyFileSync(original, round.database);
    const costs = async (line: CommandLine) => cost(line, round, store, link);
    for (const line of contestant.prepare(round)) await costs(line);
    const send = await costs(contestant.send(round));
    const fetch = await costs(contestant.fetch(round));
    // A figure of a program that lost something would be worth nothing.
    await assertSameRows(round.database, contestant.fetched(round));
    addOneSession(round.database);
    return { send, fetch, sendAgain: await costs(contestant.send(round)) };
  } finally {
    await store.stop();
    rmSync(join(folder, 'round'), { recursive: true, force: true });
  }
}

async function cost(line: CommandLine, { scratch }: StoreRound, store: CephRgw, link: Link | null): Promise<Cost> {
  const before = { requests: requestsIn(store), wire: link?.bytes() };
  const measured = await measure(link === null ? line : link.across(line), scratch);
  const wire = link?.bytes();
  await sleep(logSettleMs);
  const wireBytes =
    wire === undefined || before.wire === undefined
      ? null
      : wire.toStore + wire.fromStore - before.wire.toStore - before.wire.fromStore;
  return { ...measured, requests: requestsIn(store) - before.requests, wireBytes };
}

function requestsIn({ log }: CephRgw): number {
  return readFileSync(log, 'utf8').split('beast: 0x').length - 1;
}

async function newRound(folder: string, store: CephRgw, link: Link | null): Promise<StoreRound> {
  const { endpoint, port, region, accessKey, secretKey } = store;
  const bucket = 'bench';
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  const round = {
    database: join(folder, 'laptop', 'claude-mem.db'),
    target: join(folder, 'board'),
    scratch: join(folder, 'scratch'),
    endpoint: link === null ? endpoint : `http://${link.address}:${port}`,
    bucket,
    accessKey,
    secretKey,
  };
  for (const path of [dirname(round.database), round.target, round.scratch]) mkdirSync(path, { recursive: true });
  return round;
}
