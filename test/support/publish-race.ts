import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Machine } from '../../core/engine/machine.ts';
import { verify } from '../../core/engine/verify.ts';
import { headsPrefix, leaseKey, parseHeadKey } from '../../core/model/bucket-keys.ts';
import { isFault } from '../../core/model/errors.ts';
import type { Grade } from '../../core/model/grade.ts';
import type { Remote } from '../../core/ports/remote.ts';
import { engineMachine } from './engine-machine.ts';
import { memoryStore } from './memory-store.ts';

/** A quick run sees the race a few times, CI often enough to trust. */
export const raceRounds = process.env['CI'] === 'true' ? 100 : 10;

/**
 * One round on a store of its own: two machines agree, both write, both publish at the same moment, without the courtesy of
 * a lease, so that only the heads decide. Checks that no image is lost and that both see the same; returns how many heads
 * the store let through.
 */
export async function raceRound(t: TestContext, grade: Grade, open: () => Remote): Promise<number> {
  const unused = memoryStore();
  const change = (machine: Machine): Machine => ({ ...machine, grade });
  const laptop = await engineMachine(t, 'laptop', unused, { change, remote: withOwnLease(open(), 'laptop') });
  const board = await engineMachine(t, 'board', unused, { change, remote: withOwnLease(open(), 'board') });
  laptop.add('one');
  await laptop.run();
  await board.run();
  laptop.add('from laptop');
  board.add('from board');

  const ends = await Promise.allSettled([laptop.run('push'), board.run('push')]);
  for (const end of ends) {
    if (end.status === 'rejected') {
      const known = isFault(end.reason) && (end.reason.exit === 3 || end.reason.exit === 4);
      assert.ok(known, String(end.reason));
    }
  }
  const heads = await headsOfRevision(open(), 2);
  const views = await Promise.allSettled([laptop.plan('sync'), board.plan('sync')]);
  const seen = views.map((view) =>
    view.status === 'rejected' && isFault(view.reason) ? view.reason.code : view.status,
  );
  if (heads > 1) assert.deepEqual(seen, ['heads-diverged', 'heads-diverged'], 'both see both at their next look');
  else assert.deepEqual(seen.toSorted(), ['diverged', 'fulfilled'], 'the one that was slower is told at its next look');
  assert.deepEqual((await verify(laptop.machine, {})).findings, [], 'every image that a head names is whole');
  assert.deepEqual(laptop.notes(), ['from laptop', 'one']);
  assert.deepEqual(board.notes(), ['from board', 'one']);
  return heads;
}

async function headsOfRevision(remote: Remote, revision: number): Promise<number> {
  let heads = 0;
  for await (const { key } of remote.list(headsPrefix)) {
    const name = parseHeadKey(key);
    if (name?.revision === revision && name.device !== null) heads += 1;
  }
  return heads;
}

/** A remote on which each device has the lease for itself. */
function withOwnLease(remote: Remote, name: string): Remote {
  const own = (key: string) => (key === leaseKey ? `lease-${name}.json` : key);
  return {
    ...remote,
    get: (key, bytesMax) => remote.get(own(key), bytesMax),
    put: (key, body, ifMatch) => remote.put(own(key), body, ifMatch),
  };
}
