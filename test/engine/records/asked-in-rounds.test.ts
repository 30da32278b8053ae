import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSegmentKey } from '../../../core/model/bucket-keys.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { logMachine } from '../../support/log-machine.ts';
import { count, machineWithMemory, session } from '../../support/memory-pair.ts';
import { memoryStore } from '../../support/memory-store.ts';

/** More than a round brings (fetch.ts). */
const segments = 201;

test('a segment that was asked for is sent again though what others wrote took more rounds than one', async (t) => {
  const clock = fakeClock();
  const store = memoryStore();
  const laptop = await machineWithMemory(t, 'laptop', store, { clock });
  const board = await machineWithMemory(t, 'board', store, { clock });
  session(laptop, 'c1', 'm1');
  await laptop.sync();
  const key = store.keys().find((each) => parseSegmentKey(each) !== null) ?? '';
  store.corrupt(key, (body) => body.map((byte, index) => (index === body.length - 3 ? byte ^ 1 : byte)));
  await board.sync();
  await clock.advance(2 * 3_600_000);
  const desk = logMachine(store, 'desk', { clock });
  for (let n = 1; n <= segments; n++) {
    desk.write(`from the desk ${n}`);
    await desk.publish();
  }
  const { fetched, published } = await laptop.sync();
  assert.equal(fetched.segments, segments);
  assert.equal(published?.resent, 1);
  await clock.advance(2 * 3_600_000);
  await board.sync();
  assert.equal(count(board, 'sdk_sessions'), 1);
});
