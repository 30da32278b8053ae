import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { syncRecords, type MergeMachine } from '../../../core/engine/records/sync-records.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { openHome } from '../../../core/platform/home.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { openState } from '../../../core/platform/state-database.ts';
import type { Remote } from '../../../core/ports/remote.ts';
import { ageSeal } from '../../../core/remotes/seal/age-seal.ts';
import { newIdentity } from '../../../core/remotes/seal/key-file.ts';
import { claudeMemRecordSource } from '../../../core/sources/claude-mem/records/source.ts';
import { testRepoId } from '../../support/engine-machine.ts';
import { memoryRemote } from '../../support/memory-remote.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import type { Keeper, StepCost } from './sizes.ts';

export interface Traffic {
  /** A listing is one, as long as it has one page. */
  requests: number;
  lists: number;
  writes: number;
  sent: number;
}

/** Membridge in merge mode, sealed and padded as it always is, over a store in memory that counts what is asked of it. */
export async function membridgeKeeper(folder: string): Promise<Keeper & { close(): void; idle(): Promise<Traffic> }> {
  const { home } = openHome(join(folder, 'home'));
  mkdirSync(home.scratchFolder, { recursive: true });
  const { store, records } = openState(home, systemRandom);
  const traffic = { requests: 0, lists: 0, writes: 0, sent: 0 };
  const remote = counting(memoryRemote(memoryStore()), traffic);
  const seal = await ageSeal({ identity: await newIdentity(), repoId: testRepoId, keyId: 1 });
  const machine = (path: string): MergeMachine => ({
    records: claudeMemRecordSource({
      path,
      scratchFolder: home.scratchFolder,
      clock: systemClock,
      hasCloudSync: () => Promise.resolve(false),
    }),
    store: records,
    state: store,
    remote,
    seal,
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    self: { label: 'laptop', platform: 'linux-x64', version: '0.1.0' },
    streams: new Set(['core']),
    path,
    tool: '13.25.3',
  });
  let last = '';
  async function sync(path: string): Promise<StepCost> {
    last = path;
    Object.assign(traffic, { requests: 0, lists: 0, writes: 0, sent: 0 });
    const { away, brakes } = await syncRecords(machine(path), { intent: 'sync', confirmed: null }, {});
    if (away !== null || brakes.length > 0) throw away ?? new Error('a brake holds the new rows');
    return { bytes: traffic.sent, requests: traffic.requests };
  }
  return {
    name: 'membridge',
    begin: async (path) => void (await sync(path)),
    step: sync,
    async idle() {
      await sync(last);
      return { ...traffic };
    },
    close: () => store.close(),
  };
}

function counting(remote: Remote, traffic: Traffic): Remote {
  const asked = <A extends unknown[], R>(call: (...given: A) => R) => {
    return (...given: A): R => {
      traffic.requests += 1;
      return call(...given);
    };
  };
  const written = (body: Uint8Array) => {
    traffic.writes += 1;
    traffic.sent += body.length;
  };
  return {
    ...remote,
    list: asked((prefix: string, startAfter?: string) => ((traffic.lists += 1), remote.list(prefix, startAfter))),
    get: asked(remote.get),
    head: asked(remote.head),
    delete: asked(remote.delete),
    create: asked((key: string, body: Uint8Array) => (written(body), remote.create(key, body))),
    put: asked((key: string, body: Uint8Array, ifMatch?: string) => (written(body), remote.put(key, body, ifMatch))),
  };
}
