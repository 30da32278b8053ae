/**
 * How long a memory travels by itself: saved through one machine's claude-mem, in the database of the other. Two hosts, two
 * real workers, Ceph's S3 gateway between them; the median of 20. `npm run bench:travel`
 */
import { loadavg } from 'node:os';
import test from 'node:test';
import { cephRgw, cephRgwMissing } from '../../support/ceph-rgw.ts';
import { hostedMachines, travels } from '../../support/hosted-machines.ts';

const travelsCount = 20;

test('travels of a memory from one machine to the other', { timeout: 1_200_000 }, async (t) => {
  const missing = cephRgwMissing();
  if (missing !== undefined) return t.skip(missing);
  const store = await cephRgw();
  // First told, first done: machines end before their store does only where they were told of first.
  const machines = await hostedMachines(t, store).finally(() => t.after(() => store.stop()));
  const [from, to] = machines ?? [];
  if (from === undefined || to === undefined) return;
  const times: number[] = [];
  for (let number = 1; number <= travelsCount; number += 1) times.push(await travels(from, to, `подорож${number}`));
  const sorted = times.map(Math.round).toSorted((a, b) => a - b);
  const median = ((sorted[travelsCount / 2 - 1] ?? 0) + (sorted[travelsCount / 2] ?? 0)) / 2;
  t.diagnostic(`median ${median} ms of ${travelsCount}: ${sorted.join(' ')}`);
  t.diagnostic(
    `quiet period and poll 1000 ms; load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  for (const { host } of [from, to]) await host.stop();
});
