import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { notifySystemd } from '../../core/platform/notify-socket.ts';

const second = 1_000_000;

/** A notifier with a watchdog of 60 s, on time that stands still until it is told to go on. */
function notifier(t: TestContext, env: Record<string, string | undefined> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sent: string[] = [];
  let nowMs = 0;
  const given = { NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: String(60 * second), ...env };
  const made = notifySystemd(given, {
    monotonicMs: () => nowMs,
    send: async (assignments) => {
      sent.push(assignments.join(' '));
      return true;
    },
  });
  assert.ok(made !== null);
  const pass = (ms: number) => {
    nowMs += ms;
    t.mock.timers.tick(ms);
  };
  return { made, sent, pass, given };
}

test('without a service manager there is nobody to notify', () => {
  assert.equal(notifySystemd({}), null);
  assert.equal(notifySystemd({ NOTIFY_SOCKET: '' }), null);
});

test('no child can speak for the service: the names are gone from the environment', (t) => {
  const { given } = notifier(t, { WATCHDOG_PID: String(process.pid), PATH: '/bin' });
  assert.deepEqual(given, { PATH: '/bin' });
});

test('ready and stopping are said once each, the status on one line', async (t) => {
  const { made, sent } = notifier(t);
  assert.equal(await made.ready('in sync\nSTOPPING=1'), true);
  await made.status('offline');
  await made.stopping();
  assert.deepEqual(sent, ['READY=1 STATUS=in sync STOPPING=1', 'STATUS=offline', 'STOPPING=1']);
});

test('a loop that looks often gives a sign of life only four times in a period, and never wakes for it', (t) => {
  const { made, sent, pass } = notifier(t);
  for (let looks = 0; looks < 60; looks += 1) {
    made.watchdog(() => true);
    pass(1_000);
  }
  assert.deepEqual(sent, Array(4).fill('WATCHDOG=1'));
});

test('where nothing looks for half a period it asks by itself, and is silent while a thread is dead', (t) => {
  const { made, sent, pass } = notifier(t);
  let lives = true;
  made.watchdog(() => lives);
  pass(29_000);
  assert.equal(sent.length, 1);
  pass(1_000);
  assert.equal(sent.length, 2);
  lives = false;
  for (let seconds = 0; seconds < 120; seconds += 1) pass(1_000);
  assert.equal(sent.length, 2, 'the watchdog ends it');
  lives = true;
  for (let seconds = 0; seconds < 15; seconds += 1) pass(1_000);
  assert.equal(sent.length, 3);
  made.close();
  for (let seconds = 0; seconds < 120; seconds += 1) pass(1_000);
  assert.equal(sent.length, 3);
});

test('a watchdog that is meant for another process, or none at all, gets no signs of life', (t) => {
  for (const env of [{ WATCHDOG_PID: '1' }, { WATCHDOG_USEC: undefined }, { WATCHDOG_USEC: 'soon' }]) {
    t.mock.timers.reset();
    const { made, sent, pass } = notifier(t, env);
    made.watchdog(() => true);
    pass(120_000);
    assert.deepEqual(sent, []);
  }
});
