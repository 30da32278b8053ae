import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostClient } from '../../core/host/api/client.ts';
import type { HostStatus } from '../../core/host/api/contract.ts';
import type { HostChild } from '../../electron/host-child.ts';
import { type FoundHost, keepHost, theirsAwayMsMax } from '../../electron/host-keeper.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { said } from './tray-scene.ts';

const busy = { what: 'sync', since: 0, phase: null, doneBytes: 0, totalBytes: null };

test('with no host there one is started, again when it dies, and left to a person when it dies too often', async () => {
  const scene = keeping();
  await scene.settle();
  assert.deepEqual([scene.children.length, scene.sight()], [1, 'starting']);
  scene.answer(scene.children[0]?.pid);
  await scene.pass(500);
  assert.deepEqual([scene.sight(), scene.keeper.isAttached()], ['known', false]);
  for (const pauseMs of [500, 2_000, 10_000, 30_000, 60_000]) {
    scene.children.at(-1)?.die();
    scene.gone();
    await scene.settle();
    assert.equal(scene.sight(), 'restarting');
    const before = scene.children.length;
    await scene.pass(pauseMs - 100);
    assert.equal(scene.children.length, before, `not before ${pauseMs} ms`);
    await scene.pass(200);
    assert.equal(scene.children.length, before + 1);
  }
  scene.children.at(-1)?.die();
  await scene.pass(600_000);
  assert.deepEqual([scene.sight(), scene.children.length], ['stopped', 6]);
  scene.keeper.startAgain();
  await scene.settle();
  assert.deepEqual([scene.sight(), scene.children.length], ['starting', 7]);
});

test('a host of somebody else is followed and never doubled; away for long it waits for a person', async () => {
  const scene = keeping(77);
  await scene.settle();
  assert.deepEqual([scene.sight(), scene.keeper.isAttached(), scene.children.length], ['known', true, 0]);
  scene.gone();
  await scene.pass(theirsAwayMsMax - 10_000);
  assert.equal(scene.sight(), 'lost');
  // Its service starts it anew: another process, another token.
  scene.answer(78);
  await scene.pass(6_000);
  assert.equal(scene.sight(), 'known');
  scene.gone();
  await scene.pass(theirsAwayMsMax + 6_000);
  assert.deepEqual([scene.sight(), scene.children.length], ['stopped', 0]);
  scene.keeper.startAgain();
  await scene.settle();
  assert.equal(scene.children.length, 1);
});

test('one that ends because another came first is not started again', async () => {
  const scene = keeping();
  await scene.settle();
  scene.children[0]?.die();
  scene.answer(77);
  await scene.pass(20_000);
  assert.deepEqual([scene.sight(), scene.keeper.isAttached(), scene.children.length], ['known', true, 1]);
});

test('an end waits for work in flight and for the host, each so long and no longer', async () => {
  const scene = keeping();
  await scene.settle();
  const child = scene.children[0];
  scene.answer(child?.pid, said({ busy }));
  await scene.pass(500);
  const ended = scene.keeper.stop(5_000, 3_000);
  await scene.pass(4_000);
  assert.equal(child?.asked, 0, 'it works still');
  await scene.pass(2_000);
  assert.equal(child?.asked, 1);
  assert.equal(child?.isKilled, false);
  await scene.pass(3_000);
  assert.equal(child?.isKilled, true);
  await ended;
});

test('an end of somebody else’s host is none of ours', async () => {
  const scene = keeping(77);
  await scene.settle();
  await scene.keeper.stop(5_000, 3_000);
  assert.equal(scene.isThere(), true);
});

interface FakeChild extends HostChild {
  readonly number: number;
  asked: number;
  isKilled: boolean;
  die(): void;
}

/** A keeper on virtual time; hosts answer when the test says so. */
function keeping(runningPid: number | null = null) {
  const clock = fakeClock({ sleep: 'when-told' });
  const children: (Omit<FakeChild, 'pid'> & { pid: number })[] = [];
  let there = runningPid === null ? null : hostOf(runningPid, said());
  const keeper = keepHost({
    clock,
    find: async () => there,
    start() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const pid = 100 + children.length;
      const child = { number: children.length, asked: 0, isKilled: false, pid, ended: promise, die: resolve };
      const made = Object.assign(child, {
        askToEnd: () => void (child.asked += 1),
        kill() {
          child.isKilled = true;
          resolve();
        },
      });
      children.push(made);
      return { ...made, pid: () => pid, askToEnd: made.askToEnd, kill: made.kill };
    },
    changed: () => {},
    told: () => {},
  });
  const settle = async () => {
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  };
  return {
    keeper,
    children,
    sight: () => keeper.sight().kind,
    isThere: () => there !== null,
    settle,
    async pass(ms: number) {
      await settle();
      // In steps, as time passes: what a step starts has its own waits.
      for (let left = ms; left > 0; left -= 50) {
        await clock.advance(Math.min(left, 50));
        await new Promise(setImmediate);
      }
      await settle();
    },
    answer(pid: number | undefined, status: HostStatus = said()) {
      there = hostOf(pid ?? 0, status);
    },
    gone() {
      there?.end.abort();
      there = null;
    },
  };
}

function hostOf(pid: number, status: HostStatus): FoundHost & { readonly end: AbortController } {
  const end = new AbortController();
  return { pid, end, client: clientOf(status, end.signal) };
}

function clientOf(status: HostStatus, end: AbortSignal): HostClient {
  const client: Pick<HostClient, 'events' | 'status'> = {
    status: async () => status,
    async *events({ signal }) {
      yield { kind: 'connected' };
      await new Promise<void>((resolve) => {
        for (const each of [signal, end]) {
          if (each.aborted) resolve();
          each.addEventListener('abort', () => resolve());
        }
      });
      yield { kind: 'lost', error: null };
    },
  };
  return client as HostClient;
}
