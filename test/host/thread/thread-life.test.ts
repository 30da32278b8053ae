import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Busy, EngineThread } from '../../../core/host/thread/engine-thread.ts';
import { isFault } from '../../../core/model/errors.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { never, withThread } from './host-thread.ts';

const entry = new URL('strange-engine-script.ts', import.meta.url);
const crashed = (error: unknown) => isFault(error, 'engine-crashed');
const interrupted = (error: unknown) => isFault(error, 'interrupted');

test('a thread that dies fails its own job only, and the next job gets a new thread', async (t) => {
  const root = await scratchFolder(t, 'thread');
  await withThread({ home: `${root}/home`, root, entry }, async (thread) => {
    for (const death of ['throw-later', 'reject', 'exit', 'eat']) {
      const [dying, next] = [thread.command([death], never), thread.command(['work'], never)];
      await assert.rejects(dying, crashed, death);
      assert.equal((await next).exitCode, 0, `after ${death}`);
      assert.equal(thread.busy(), null);
    }
  });
});

test('jobs are done one at a time, in the order of asking, and one that waits can be called off', async (t) => {
  const root = await scratchFolder(t, 'thread');
  await withThread({ home: `${root}/home`, root, entry }, async (thread) => {
    const order: string[] = [];
    const [first, called] = [new AbortController(), new AbortController()];
    const ends = [
      thread.command(['wait'], first.signal).then(({ exitCode }) => order.push(`wait ${exitCode}`)),
      assert.rejects(thread.command(['work'], called.signal), interrupted).then(() => order.push('called off')),
      thread.command(['work'], never).then(({ exitCode }) => order.push(`work ${exitCode}`)),
    ];
    await atWork(thread);
    called.abort();
    first.abort();
    await Promise.all(ends);
    assert.deepEqual(order, ['wait 130', 'called off', 'work 0']);
  });
});

test('progress is told when it begins and ends, and seldom between', async (t) => {
  const root = await scratchFolder(t, 'thread');
  await withThread({ home: `${root}/home`, root, entry }, async (thread) => {
    const told: (Busy | null)[] = [];
    const stop = new AbortController();
    const counted = Promise.withResolvers<void>();
    thread.onProgress((busy) => {
      told.push(busy);
      if (busy?.doneBytes === 1_000) counted.resolve();
    });
    const ended = thread.command(['wait', 'for', '--it'], stop.signal);
    await counted.promise;
    assert.deepEqual(
      { ...thread.busy(), since: 0 },
      {
        what: 'wait for',
        since: 0,
        phase: 'copying',
        doneBytes: 1_000,
        totalBytes: 100,
      },
    );
    stop.abort();
    await ended;
    assert.equal(told.at(-1), null);
    // A thousand steps in one moment: the begin, the first of them, the last one, the end.
    assert.ok(told.length <= 6, `${told.length} for 1,000 steps`);
  });
});

test('stop ends a job that listens, and terminates a thread that does not', async (t) => {
  const root = await scratchFolder(t, 'thread');
  const workersBefore = workers();
  for (const [act, withinMs] of [
    ['wait', 60_000],
    ['stuck', 50],
  ] as const) {
    await withThread({ home: `${root}/home`, root, entry }, async (thread) => {
      await thread.command(['work'], never);
      const ended = thread.command([act], never).then(
        ({ exitCode }) => exitCode,
        (error: unknown) => (interrupted(error) ? 'interrupted' : error),
      );
      const waiting = thread.command(['work'], never).catch((error: unknown) => interrupted(error));
      if (act === 'wait') await atWork(thread);
      await thread.stop(withinMs);
      assert.equal(await ended, act === 'wait' ? 130 : 'interrupted');
      assert.equal(await waiting, true);
    });
  }
  assert.equal(workers(), workersBefore);
});

/** Its command has begun. */
function atWork(thread: EngineThread): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const end = thread.onProgress((busy) => {
    if (busy?.phase === 'copying') begun.resolve();
  });
  return begun.promise.finally(end);
}

function workers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;
}
