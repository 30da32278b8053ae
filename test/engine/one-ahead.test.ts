import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { oneAhead } from '../../core/engine/snapshots/one-ahead.ts';

test('everything comes in order, and the next is under way while one is at work, never more', async () => {
  const started: number[] = [];
  const start = async (item: number) => {
    started.push(item);
    return item * 10;
  };
  const seen: [number, number][] = [];
  for await (const [item, promised] of oneAhead([1, 2, 3], start)) {
    assert.deepEqual(started, [1, 2, 3].slice(0, item + 1));
    seen.push([item, await promised]);
  }
  assert.deepEqual(seen, [
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
});

test('nothing comes of nothing, and one of one', async () => {
  const all = async (items: readonly string[]) => {
    const found: string[] = [];
    for await (const [item] of oneAhead(items, async () => {})) found.push(item);
    return found;
  };
  assert.deepEqual(await all([]), []);
  assert.deepEqual(await all(['only']), ['only']);
});

test('who stops early is not troubled by the fault of what was under way', async () => {
  const started: number[] = [];
  const start = async (item: number) => {
    started.push(item);
    await setImmediate();
    if (item > 1) throw new Error(`no ${item}`);
  };
  for await (const [, promised] of oneAhead([1, 2, 3], start)) {
    await promised;
    break;
  }
  // An unhandled rejection would end this process.
  await setImmediate();
  await setImmediate();
  assert.deepEqual(started, [1, 2]);
});

test('a fault reaches whoever waits for that item', async () => {
  const start = async (item: number) => {
    if (item === 2) throw new Error('no 2');
    return item;
  };
  const walk = async () => {
    for await (const [, promised] of oneAhead([1, 2, 3], start)) await promised;
  };
  await assert.rejects(walk(), /no 2/);
});
