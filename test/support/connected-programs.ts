import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { emptyPlace, membridge, type Machines, type Ran } from '../cli/machines.ts';
import { headsPrefix } from '../../core/model/bucket-keys.ts';
import { listed } from '../contract/remote-under-test.ts';
import { newBucket, openBucket } from '../remotes/s3/s3-under-test.ts';
import { faultProxy, type FaultProxy } from './fault-proxy.ts';
import { fixtureDatabase } from './fixtures.ts';
import type { S3Server } from './s3-server.ts';

export type Name = 'laptop' | 'board';

export interface ConnectedPrograms {
  readonly place: Machines;
  /** Each machine has its own way to the store. */
  readonly proxies: Readonly<Record<Name, FaultProxy>>;
  /** The project's remote without a proxy. */
  readonly remote: ReturnType<typeof openBucket>;
  /** Runs the real program for one machine, with --json. */
  run(name: Name, ...args: string[]): Promise<Ran>;
  headKeys(): Promise<string[]>;
}

/** Two machines, the real program on both, that are connected to a store through proxies and agree on a first revision. */
export async function connectedPrograms(t: TestContext, store: S3Server): Promise<ConnectedPrograms> {
  const place = await emptyPlace(t);
  const proxies = { laptop: await faultProxy(t, store), board: await faultProxy(t, store) };
  const bucket = await newBucket(store);
  await fixtureDatabase('base', place.laptop.database);
  const keys = { MEMBRIDGE_S3_ACCESS_KEY: store.accessKey, MEMBRIDGE_S3_SECRET_KEY: store.secretKey };
  const run: ConnectedPrograms['run'] = (name, ...args) =>
    membridge(place.root, [...args, '--home', place[name].home, '--json'], keys);
  for (const name of ['laptop', 'board'] as const) {
    const where = ['--s3', proxies[name].server.endpoint, '--bucket', bucket];
    const memory = ['--source', place[name].database, '--label', name, '--passphrase-file', place.passphraseFile];
    await succeed(run(name, 'init', '--mode', 'mirror', ...where, ...memory));
    await succeed(run(name, 'sync'));
  }
  const { json } = await run('laptop', 'status');
  const remote = openBucket(store, bucket, { project: json['project'].id });
  return {
    place,
    proxies,
    remote,
    run,
    headKeys: async () => (await listed(remote, headsPrefix)).map(({ key }) => key),
  };
}

/** A run that must do its work. */
export async function succeed(running: Promise<Ran>): Promise<Ran> {
  const ran = await running;
  assert.equal(ran.code, 0, `${ran.stdout} ${ran.stderr}`);
  return ran;
}
