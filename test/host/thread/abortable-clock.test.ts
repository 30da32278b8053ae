import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { abortableClock } from '../../../core/host/thread/abortable-clock.ts';
import { systemClock } from '../../../core/platform/clock.ts';

/** Far more than a message needs. */
const turnsMax = 100_000;

test('a sleep under way and every one after it end with the abort, and before it none does', async () => {
  const stop = new AbortController();
  const clock = abortableClock(systemClock, stop.signal);
  await clock.sleep(0);
  const own = new AbortController();
  const long = clock.sleep(3_600_000, own.signal);
  stop.abort();
  await assert.rejects(long, { code: 'interrupted' });
  await assert.rejects(clock.sleep(0), { code: 'interrupted' });
  own.abort();
});

test('a sleep of nothing lets the event loop run, so that an abort is heard', async () => {
  const stop = new AbortController();
  const clock = abortableClock(systemClock, stop.signal);
  const { port1, port2 } = new MessageChannel();
  port2.on('message', () => stop.abort());
  port1.postMessage('end');
  // As long work does between two transactions: without end, were the message not heard.
  await assert.rejects(
    async () => {
      for (let turn = 0; turn < turnsMax; turn += 1) await clock.sleep(0);
    },
    { code: 'interrupted' },
  );
  port1.close();
});
