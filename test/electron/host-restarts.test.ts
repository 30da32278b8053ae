import assert from 'node:assert/strict';
import test from 'node:test';
import { afterDeath, noRestarts, steadyMs, type Restarts } from '../../electron/host-restarts.ts';

test('a host that dies is started soon, then later and later, and at last left to a person', () => {
  const pauses: number[] = [];
  let restarts: Restarts = noRestarts;
  for (;;) {
    const next = afterDeath(restarts, 100);
    if (next.kind === 'stop') break;
    pauses.push(next.inMs);
    restarts = next.restarts;
  }
  assert.deepEqual(pauses, [500, 2_000, 10_000, 30_000, 60_000]);
});

test('one that ran well for long begins anew', () => {
  const worn: Restarts = { deaths: 5 };
  assert.deepEqual(afterDeath(worn, steadyMs - 1), { kind: 'stop' });
  assert.deepEqual(afterDeath(worn, steadyMs), { kind: 'start', inMs: 500, restarts: { deaths: 1 } });
});
