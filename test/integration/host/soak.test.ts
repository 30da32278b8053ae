/**
 * Two machines at work for a while: 3 minutes, or what is asked for; beyond 8 without the runner, which ends a file after 10:
 * `MEMBRIDGE_SOAK_MINUTES=30 node --test test/integration/host/soak.test.ts`. Saves, edits and deletes on both at random, one
 * host killed and started again, the store away once; in the end both hold the same.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertHealthy } from '../../support/database-checks.ts';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { faultProxy } from '../../support/fault-proxy.ts';
import { ask, converged, edit, type HostedMachine, hostedMachines } from '../../support/hosted-machines.ts';
import { hostProgram } from '../../support/host-program.ts';
import { seededShares } from '../../support/seeded-shares.ts';

const minutes = Number(process.env['MEMBRIDGE_SOAK_MINUTES'] ?? 3);
/** As a busy person; more would only measure the machine of the test. */
const actEveryMs = 2_000;
/** When things happen, as shares of the time. */
const killedAt = 1 / 3;
const awayFrom = 3 / 5;
const awayTo = 7 / 10;
/** A poll a second of one request, and what each act may cost both machines, sending and fetching. */
const requestsPerActMax = 30;
const requestsPerSecondMax = 2;

test(`${minutes} minutes of work on two machines, with a kill and a store that goes away, end in the same memory`, async (t) => {
  const missing = cephRgwMissing();
  if (missing !== undefined) return t.skip(missing);
  const store = await cephRgw();
  t.after(() => store.stop());
  const proxy = await faultProxy(t, store);
  const machines = await hostedMachines(t, proxy.server);
  const [laptop, board] = machines ?? [];
  if (machines === null || laptop === undefined || board === undefined) return;
  const seed = Math.floor(Math.random() * 2 ** 32);
  t.diagnostic(`seed ${seed}`);
  const share = seededShares(seed);
  const crew: readonly HostedMachine[] = [laptop, board];

  proxy.forget();
  const beganMs = performance.now();
  const passed = () => (performance.now() - beganMs) / (minutes * 60_000);
  const once = onlyOnce();
  let acts = 0;
  let requests = 0;
  while (passed() < 1) {
    await act(crew[Math.floor(share() * 2)] ?? laptop, (acts += 1), share);
    if (passed() >= killedAt) await once('kill', () => board.host.stop('SIGKILL'));
    await sleep(actEveryMs);
    if (passed() >= killedAt && board.host.child.signalCode !== null)
      board.host = await hostProgram(t, { home: board.home, env: board.env });
    if (passed() >= awayFrom) await once('away', () => proxy.shut());
    if (passed() >= awayTo) await once('back', () => proxy.open());
    requests = proxy.seen().length;
  }
  const seconds = (performance.now() - beganMs) / 1_000;
  await once('back', () => proxy.open());
  await converged(crew);
  for (const { host } of crew) await host.until('all is sent', ({ status }) => status?.pending.records === 0);
  await converged(crew);

  const requestsMax = Math.round(2 * seconds * requestsPerSecondMax + acts * requestsPerActMax);
  const rows = Number(ask(laptop, 'SELECT count(*) FROM observations'));
  t.diagnostic(
    `${acts} acts in ${Math.round(seconds)} s: ${rows} memories, ${requests} requests of at most ${requestsMax}`,
  );
  assert.ok(requests <= requestsMax, `${requests} requests`);
  for (const { host, worker, database, home } of crew) {
    assert.equal(await host.stop(), 0, host.stderr());
    await worker.stop();
    await assertHealthy(database);
    assert.deepEqual(await failuresIn(home), []);
  }
});

/**
 * Mostly new memories; sometimes one of them is changed or taken away, wherever it came from. Where a fifth of a day's
 * memories goes a brake asks a person (protocol.md section 4), who is not here: far fewer go.
 */
async function act(machine: HostedMachine, number: number, share: () => number): Promise<void> {
  const ids = 'SELECT id FROM observations ORDER BY id LIMIT 1 OFFSET ?';
  const count = Number(ask(machine, 'SELECT count(*) FROM observations'));
  const id = ask(machine, ids, Math.floor(share() * count));
  const isDelete = number % 12 === 0;
  const isEdit = number % 4 === 2;
  if (id === undefined || !(isDelete || isEdit))
    await machine.worker.save(`Дія ${number} на ${machine.label}.`, `Про дію ${number}`, 'кухня');
  else if (isEdit) edit(machine, 'UPDATE observations SET title = ? WHERE id = ?', `Змінено дією ${number}`, id);
  // What another machine took away meanwhile is gone already.
  else await machine.worker.http(`/api/observation/${Number(id)}`, { method: 'DELETE' });
}

function onlyOnce() {
  const done = new Set<string>();
  return async (name: string, work: () => Promise<unknown>) => {
    if (done.has(name)) return;
    done.add(name);
    await work();
  };
}

/** What a log holds that no fault of the store explains. */
async function failuresIn(home: string): Promise<string[]> {
  const folder = join(home, 'logs');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  return lines.filter((line) => JSON.parse(line).level === 'error' || /engine-crashed|"unexpected"/.test(line));
}
