import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { stateWordSchema, type HostPart, type Notice } from '../../core/host/api/contract.ts';
import type { ActivityEntry } from '../../core/host/api/moved-lines.ts';
import type { Status } from '../../core/model/status.ts';
import type { HostSight } from '../../electron/host-sight.ts';
import { freshMs, patienceMs, type MattersSeen } from '../../electron/matters.ts';
import { notificationModel, toldMax } from '../../electron/notification-model.ts';
import type { Language } from '../../electron/speech.ts';
import { came, known, minuteMs, now, speaking } from './tray-scene.ts';

const forcedEntry: ActivityEntry = { ...came, id: 31, act: 'forced-by-other', at: now - minuteMs, from: ['nano-pi'] };
const forcedNotice: Notice = {
  id: 'forced:3',
  at: now,
  level: 'warning',
  code: 'forced',
  data: { label: 'nano-pi', revision: 7, epoch: 3 },
  message: 'nano-pi has made its memory the one that counts (revision 7).',
};
const stuckNotice: Notice = {
  id: 'stuck:1',
  at: now,
  level: 'problem',
  code: 'stuck',
  data: { what: 'sync', since: now - 12 * minuteMs },
  message: 'sync has made no progress for 10 minutes.',
};

function seen(sight: HostSight, more: Partial<MattersSeen> = {}): MattersSeen {
  return { sight, notices: [], acts: [], ...more };
}

function state(host: Partial<HostPart>, more: Partial<Status> = {}): MattersSeen {
  return seen(known(host, more));
}

function due(what: MattersSeen, told: readonly string[] = [], more: { language?: Language; isFocused?: boolean } = {}) {
  const { language = 'en', isFocused = false } = more;
  return notificationModel(what, told, { speech: speaking(language), now, isFocused });
}

test('a conflict is told once, in the words of the panel, and opens where it is settled', () => {
  const conflict = state({ state: 'conflict', why: 'conflict' });
  const { show, told } = due(conflict);
  assert.deepEqual(show, [
    {
      id: 'conflict',
      title: 'Some records were written on two machines at once.',
      body: 'A rule decided; what lost is kept until you have looked.',
      buttons: [{ text: 'Look at them', act: { kind: 'open', path: '/conflicts' } }],
    },
  ]);
  assert.deepEqual(due(conflict, told).show, []);
  assert.equal(due(conflict, told).told, told, 'nothing new is to be written');
  assert.match(due(conflict, [], { language: 'uk' }).show[0]?.title ?? '', /^Деякі записи змінено/);
});

test('what another state lies over is not told again when it shows again', () => {
  const { told } = due(state({ state: 'conflict' }));
  const covers = [
    state({ state: 'offline', why: 'remote-unreachable' }, { state: 'conflict' }),
    state({ state: 'pending', why: 'source-in-use' }, { state: 'conflict' }),
    state({ state: 'paused', why: 'until-resumed' }, { state: 'conflict' }),
    seen({ kind: 'restarting', since: now }),
  ];
  for (const cover of covers) assert.deepEqual(due(cover, told).told, ['conflict']);
});

test('the next conflict after a settled one is told', () => {
  const { told } = due(state({ state: 'conflict' }));
  const settled = due(state({ state: 'in-sync' }), told);
  assert.deepEqual(settled.told, []);
  assert.equal(due(state({ state: 'conflict' }), settled.told).show.length, 1);
});

test('each brake is told once by its own name', () => {
  const records = state({ state: 'braked', why: 'brake-records' });
  const { show, told } = due(records);
  assert.deepEqual(show[0]?.buttons, [{ text: 'See what is held', act: { kind: 'open', path: '/held' } }]);
  assert.doesNotMatch(show[0]?.body ?? '', /`/);
  assert.deepEqual(due(records, told).show, []);
  assert.equal(due(state({ state: 'braked', why: 'brake-incoming' }), told).show.length, 1);
});

test('trouble is told when it has lasted ten minutes, and the shell is told when to ask again', () => {
  const since = now - 4 * minuteMs;
  const young = due(state({ state: 'error', why: 'disk-full', since }));
  assert.deepEqual([young.show, young.againAt], [[], since + patienceMs]);
  const old = due(state({ state: 'error', why: 'disk-full', since: now - patienceMs }));
  assert.equal(old.show[0]?.title, "This machine's disk is full.");
  assert.equal(old.againAt, null);
  assert.deepEqual(due(state({ state: 'error', why: 'disk-full', since: 0 }), old.told).show, []);
});

test('a store that is away needs nobody; one that refuses, is full or is gone does', () => {
  const offline = (why: string) => due(state({ state: 'offline', why, since: now - 3 * patienceMs })).show.length;
  assert.equal(offline('remote-unreachable'), 0);
  for (const why of ['remote-denied', 'remote-full', 'remote-missing']) assert.equal(offline(why), 1, why);
});

test('work without progress is told with how long it has been', () => {
  const { show } = due(seen(known({ state: 'syncing', why: 'sync' }), { notices: [stuckNotice] }));
  assert.equal(show[0]?.title, 'The work that began 12 minutes ago makes no progress.');
  assert.deepEqual(show[0]?.buttons[0].act, { kind: 'open', path: '/doctor' });
});

test('a force of another machine is told once, with an undo where it was taken already', () => {
  const notices = [forcedNotice];
  const mirror = known({}, { mode: 'mirror' });
  const before = due(seen(mirror, { notices })).show;
  assert.deepEqual(before[0]?.buttons, [{ text: 'Look at it', act: { kind: 'open', path: '/history' } }]);
  const { show, told } = due(seen(mirror, { notices, acts: [forcedEntry] }));
  assert.equal(show.length, 1, 'the act itself is the same matter');
  assert.deepEqual(
    show[0]?.buttons.map(({ text, act }) => [text, act]),
    [
      ['Look at it', { kind: 'open', path: '/activity/31' }],
      ['Undo…', { kind: 'open', path: '/activity/31' }],
    ],
  );
  assert.deepEqual(due(seen(mirror, { notices, acts: [forcedEntry] }), told).show, []);
});

test('in merge mode it is known by what it did here, and an old one is history', () => {
  const { show } = due(seen(known(), { acts: [{ ...came, id: 32 }, forcedEntry] }));
  assert.deepEqual(
    show.map(({ id, title }) => [id, title]),
    [['forced-act:31', 'nano-pi has made its memory the one that counts.']],
  );
  assert.deepEqual(due(seen(known(), { acts: [{ ...forcedEntry, at: now - freshMs }] })).show, []);
});

test('a host that does not come back is told, with a press that starts it', () => {
  const { show } = due(seen({ kind: 'stopped', since: now - minuteMs }));
  assert.deepEqual(show[0]?.buttons, [{ text: 'Start it again', act: { kind: 'start' } }]);
  for (const kind of ['restarting', 'lost'] as const) assert.deepEqual(due(seen({ kind, since: 0 })).show, []);
});

test('who has the panel before them is told nothing, then or later', () => {
  const conflict = state({ state: 'conflict' });
  const focused = due(conflict, [], { isFocused: true });
  assert.deepEqual([focused.show, focused.told], [[], ['conflict']]);
  assert.deepEqual(due(conflict, focused.told).show, []);
});

test('nothing is told of work that goes as it should, nor of a machine that is away', () => {
  const unseen: Notice = { ...stuckNotice, id: 'device-unseen:2:1', code: 'device-unseen' };
  for (const word of ['in-sync', 'pending', 'syncing', 'paused', 'locked', 'setup'] as const)
    assert.deepEqual(due(seen(known({ state: word, why: '', since: 0 }), { notices: [unseen] })).show, [], word);
});

test('however events come, each is told at most once, whole, and what is remembered stays bounded', () => {
  const moment = fc.record({
    state: fc.constantFrom(...stateWordSchema.options),
    why: fc.constantFrom('', 'brake-records', 'disk-full', 'remote-denied', 'of-a-newer-host'),
    ids: fc.array(fc.nat({ max: 400 }), { maxLength: 40 }),
    isFocused: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(moment, { maxLength: 20 }),
      fc.constantFrom('en' as const, 'uk' as const),
      (moments, language) => {
        let told: readonly string[] = [];
        for (const { state: word, why, ids, isFocused } of moments) {
          const notices = [...new Set(ids)].map((id) => ({ ...stuckNotice, id: `stuck:${id}` }));
          const what = seen(known({ state: word, why, since: 0 }), { notices });
          const first = due(what, told, { language, isFocused });
          for (const { id, title, body, buttons } of first.show) {
            assert.ok(!told.includes(id) && first.told.includes(id));
            for (const text of [title, body, ...buttons.map((button) => button.text)])
              assert.ok(text.length > 2 && !/\{\{|undefined|^tray:/.test(text), text);
          }
          assert.ok(!isFocused || first.show.length === 0);
          assert.ok(first.told.length <= toldMax);
          assert.deepEqual(due(what, first.told, { language }).show, []);
          told = first.told;
        }
      },
    ),
    { numRuns: 100 },
  );
});
