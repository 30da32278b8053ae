import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostClient } from '../../core/host/api/client.ts';
import type { Notification } from '../../electron/notification-model.ts';
import type { HostSight } from '../../electron/host-sight.ts';
import { shellDesk } from '../../electron/shell-desk.ts';
import type { TrayModel } from '../../electron/tray-model.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { came, known, minuteMs, now, speaking } from './tray-scene.ts';

test('what needs a person is told once, over restarts too, and opens where it is settled', () => {
  const machine = atDesk(known({ state: 'conflict', why: 'conflict' }, { state: 'conflict' }));
  machine.desk().changed();
  machine.desk().changed();
  assert.equal(machine.notified.length, 1);
  assert.deepEqual(machine.told, ['conflict']);
  const [button] = machine.notified[0]?.buttons ?? [];
  assert.ok(button !== undefined);
  machine.desk().press(button.act);
  assert.deepEqual(machine.done, ['window /conflicts']);
  // The shell starts again, with what it remembers.
  machine.restart();
  machine.desk().changed();
  assert.equal(machine.notified.length, 1);
});

test('what lasts too long is told then, although nothing happens meanwhile', async () => {
  const machine = atDesk(known({ state: 'error', why: 'engine-crashed', since: now }));
  machine.desk().changed();
  await machine.pass(9 * minuteMs);
  assert.equal(machine.notified.length, 0);
  await machine.pass(2 * minuteMs);
  assert.equal(machine.notified.length, 1);
});

test('a round that moved something asks for the newest acts, and the menu shows the last one', async () => {
  const machine = atDesk(known());
  const round = {
    at: 0,
    reason: 'file',
    intent: 'sync',
    look: 'quick',
    outcome: 'done',
    code: null,
    tookMs: 1,
  } as const;
  const moved = { published: 0, applied: 14, labels: ['nano-pi'] };
  machine.desk().told({ kind: 'round', data: { ...round, ...moved, historyId: null } }, machine.client);
  assert.deepEqual(machine.done, [], 'nothing of it is in the history');
  machine.desk().told({ kind: 'round', data: { ...round, ...moved, historyId: 12 } }, machine.client);
  await new Promise(setImmediate);
  assert.deepEqual(machine.done, ['query activity']);
  assert.match(JSON.stringify(machine.shown.at(-1)?.menu), /14 rows came from nano-pi/);
});

test('each press asks the host for what it says; without a host nothing is asked and nothing breaks', async () => {
  const machine = atDesk(known());
  const desk = machine.desk();
  for (const act of [
    { kind: 'wake' },
    { kind: 'pause', forMs: 5 },
    { kind: 'pause', forMs: null },
    { kind: 'resume' },
    { kind: 'open', path: null },
    { kind: 'open', path: '/force-push' },
    { kind: 'start' },
    { kind: 'quit' },
  ] as const)
    desk.press(act);
  assert.deepEqual(machine.done, [
    'wake person',
    'pause 5',
    'pause null',
    'resume',
    'window null',
    'window /force-push',
    'start',
    'quit',
  ]);
  machine.sight = { kind: 'starting' };
  machine.done.length = 0;
  desk.press({ kind: 'wake' });
  desk.wake('focus');
  assert.deepEqual(machine.done, []);
});

/** A desk with a host of words, on virtual time. */
function atDesk(sight: HostSight) {
  const clock = fakeClock({ startAt: now, sleep: 'when-told' });
  const done: string[] = [];
  const did =
    (what: string) =>
    async (...words: unknown[]) =>
      void done.push([what, ...words].join(' '));
  const client = {
    wake: did('wake'),
    pause: async (forMs: number | null) => void done.push(`pause ${forMs}`),
    resume: did('resume'),
    query: async (name: string) => {
      done.push(`query ${name}`);
      return { entries: [came], next: null };
    },
  } as unknown as HostClient;
  const make = () =>
    shellDesk({
      keeper: () => ({
        sight: () => machine.sight,
        isAttached: () => false,
        client: () => (machine.sight.kind === 'known' ? client : null),
        startAgain: () => void done.push('start'),
        stop: async () => {},
      }),
      clock,
      platform: 'linux',
      speech: () => speaking('en'),
      window: { show: (path) => void done.push(`window ${path}`), isOpen: () => false, isFocused: () => false },
      told: { read: () => machine.told, keep: (told) => void (machine.told = told) },
      show: (model) => void machine.shown.push(model),
      notify: (notification) => void machine.notified.push(notification),
      quit: () => void done.push('quit'),
    });
  let current = make();
  const machine = {
    sight,
    told: [] as readonly string[],
    shown: [] as TrayModel[],
    notified: [] as Notification[],
    done,
    client,
    desk: () => current,
    restart: () => void (current = make()),
    pass: (ms: number) => clock.advance(ms),
  };
  return machine;
}
