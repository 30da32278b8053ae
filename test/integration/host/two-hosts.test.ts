/** Two hosts, two real workers, a real store between: everything arrives by itself. */
import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostStatus } from '../../../core/host/api/contract.ts';
import { assertHealthy } from '../../support/database-checks.ts';
import { answers, faultProxy, loseRequest, type Fate, type FaultProxy } from '../../support/fault-proxy.ts';
import { cephRgw, type CephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import {
  ask,
  converged,
  edit,
  found,
  type HostedMachine,
  hostedMachines,
  rowsOf,
  travels,
} from '../../support/hosted-machines.ts';
import { waitFor } from '../../support/host-program.ts';

const missing = cephRgwMissing();
let rgw: CephRgw | null = null;
before(async () => {
  if (missing === undefined) rgw = await cephRgw();
});
after(() => rgw?.stop());

test('a memory, an edit and a delete arrive in the other database and in its worker’s search by themselves, both ways', async (t) => {
  const machines = await two(t);
  if (machines === null) return;
  const [laptop, board] = machines;
  for (const [from, to] of [machines, [board, laptop]] as const) {
    const [kept, gone] = [`лишиться${from.label}`, `зникне${from.label}`];
    for (const word of [kept, gone]) await travels(from, to, word);
    edit(to, 'UPDATE observations SET title = ? WHERE title = ?', `Про нове${kept}`, `Про ${kept}`);
    await waitFor('the edit', () => rowsOf(from, `нове${kept}`) === 1);
    await waitFor('the edit in the search', () => found(from, `нове${kept}`));
    assert.ok(await found(from, gone), 'not deleted yet');
    const id = Number(ask(to, 'SELECT id FROM observations WHERE title = ?', `Про ${gone}`));
    assert.equal((await to.worker.http(`/api/observation/${id}`, { method: 'DELETE' })).status, 200);
    await waitFor('the delete', () => rowsOf(from, gone) === 0);
    await waitFor('the delete in the search', async () => !(await found(from, gone)));
    assert.deepEqual([rowsOf(from, kept), await found(from, kept)], [0, false], 'the old title is nowhere');
  }
  await converged(machines);
  for (const { host } of machines) assert.equal(await host.stop(), 0);
  for (const { database, worker } of machines) {
    await worker.stop();
    await assertHealthy(database);
  }
});

const stopped = 'was stopped';
const meets = (fate: Fate) => async (proxy: FaultProxy) => proxy.decide(() => fate);

/** What happens to the store, and what a person is told of it. One that is only slow is no store that is gone. */
const troubles: readonly {
  readonly what: string;
  readonly begin: (proxy: FaultProxy) => Promise<void>;
  readonly state: 'offline' | 'syncing';
  readonly why: string;
}[] = [
  { what: stopped, begin: (proxy) => proxy.shut(), state: 'offline', why: 'remote-unreachable' },
  { what: 'resets every connection', begin: meets(loseRequest), state: 'offline', why: 'remote-unreachable' },
  { what: 'refuses us', begin: meets(answers.accessDenied), state: 'offline', why: 'remote-denied' },
  { what: 'answers after 20 s', begin: meets({ kind: 'delay', ms: 20_000 }), state: 'syncing', why: 'round' },
];
/** What a worker may answer later in the median because of us, on a machine whose cores others want too. */
const laterMsMax = 300;
const awayMs = 10_000;
/** While a store is away: one try per poll at first, then ever fewer, each of a few requests with the client's own retries. */
const requestsMax = 120;

test('a store that is gone keeps no worker waiting, is told of with its time, meets no storm, and all is sent when it is back', async (t) => {
  if (rgw === null) return t.skip(missing);
  const proxy = await faultProxy(t, rgw);
  const machines = await hostedMachines(t, proxy.server, ['laptop']);
  const [laptop] = machines ?? [];
  if (laptop === undefined) return;
  const usual = await answersIn(laptop, 'звично');
  for (const { what, begin, state, why } of troubles) {
    await begin(proxy);
    const beganAt = Date.now();
    await laptop.worker.save('поки його нема', `Про ${what}`, 'кухня');
    const isTold = ({ host }: HostStatus) => host.state === state && host.why === why;
    const { host } = await laptop.host.until(`${state}: it ${what}`, isTold);
    const away = await answersIn(laptop, what);
    // Long enough that a storm would show.
    await sleep(awayMs);
    // Nobody counts at a door that is closed.
    const requests = what === stopped ? null : proxy.seen().length;
    t.diagnostic(`it ${what}: worker's median answer ${away} ms, usually ${usual} ms; ${requests ?? 'no'} requests`);
    assert.ok((requests ?? 0) <= requestsMax, `${requests} requests`);
    assert.ok(away - usual <= laterMsMax, `${away} ms, usually ${usual} ms`);
    const still = await laptop.host.until('no change', isTold);
    if (state === 'offline') {
      assert.ok(host.offlineSince !== null && host.offlineSince >= beganAt - 1_000, `${host.offlineSince} ${beganAt}`);
      assert.equal(still.host.offlineSince, host.offlineSince, 'since the first try that failed');
    }
    await proxy.open();
    proxy.forget();
    await laptop.host.until(
      'all is sent',
      ({ status, host: now }) => now.state === 'in-sync' && status?.pending.records === 0,
    );
    assert.ok(proxy.seen().length <= requestsMax, `${proxy.seen().length} requests at its return`);
  }
  assert.equal(await laptop.host.stop(), 0);
});

/** Median of the answers to 20 saves; the store's state must not show in it. */
async function answersIn({ worker }: HostedMachine, word: string): Promise<number> {
  const times: number[] = [];
  for (let save = 0; save < 20; save += 1) {
    const beganMs = performance.now();
    await worker.save(`Збережено ${save}`, `Про ${word} ${save}`, 'кухня');
    times.push(performance.now() - beganMs);
  }
  return Math.round(times.toSorted((a, b) => a - b)[10] ?? 0);
}

async function two(t: TestContext): Promise<readonly [HostedMachine, HostedMachine] | null> {
  if (rgw === null) {
    t.skip(missing);
    return null;
  }
  return (await hostedMachines(t, rgw)) as readonly [HostedMachine, HostedMachine] | null;
}
