import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noticesOf, stuckMs, unseenDevices } from '../../core/host/notices.ts';
import { noticeSchema } from '../../core/host/api/contract.ts';
import { sampleStatus } from './sample-status.ts';

const hourMs = 3_600_000;
const now = 1_800_000_000_000;
const device = (label: string, hours: number | null) => ({
  id: label.padEnd(32, '0'),
  label,
  lastSeen: hours === null ? null : now - hours * hourMs,
  behind: 0,
  finding: null,
});
const quiet = { before: null, busy: null, movedAt: null };

test('a device is shown as unseen after a day, the longest first, never this one nor one that never spoke', () => {
  const devices = [
    device('fresh', 23.9),
    device('day', 24),
    device('month', 720),
    device('never', null),
    { ...device('self', 900), id: '1'.repeat(32) },
  ];
  const unseen = unseenDevices(sampleStatus({ devices }), now);
  assert.deepEqual(
    unseen.map(({ label, unseenMs }) => [label, unseenMs / hourMs]),
    [
      ['month', 720],
      ['day', 24],
    ],
  );
});

test('a notice is made after a week, the same one at every look, and another one after it came and went again', () => {
  const seen = (hours: number, at = now) =>
    noticesOf({ ...quiet, status: sampleStatus({ devices: [device('board', hours)] }) }, at);
  assert.deepEqual(seen(24 * 7 - 1), []);
  const [first] = seen(24 * 7);
  const [later] = noticesOf(
    { ...quiet, status: sampleStatus({ devices: [device('board', 24 * 7)] }) },
    now + 5 * hourMs,
  );
  assert.deepEqual([first?.code, first?.data['label']], ['device-unseen', 'board']);
  assert.equal(first?.id, later?.id);
  assert.notEqual(first?.id, seen(24 * 8)[0]?.id);
  assert.deepEqual(noticeSchema.parse(first), first);
});

test('a force push of another device is told, an ordinary push and one of our own are not', () => {
  const head = (epoch: number, label: string) =>
    sampleStatus({ mode: 'mirror', head: { revision: epoch + 4, epoch, label, at: now } });
  const told = (before: number, after: number, label: string) =>
    noticesOf({ ...quiet, before: head(before, label), status: head(after, label) }, now).map(({ code }) => code);
  assert.deepEqual(told(1, 2, 'board'), ['forced']);
  assert.deepEqual(told(1, 1, 'board'), []);
  assert.deepEqual(told(1, 2, 'laptop'), []);
  const first = noticesOf({ ...quiet, status: head(2, 'board') }, now);
  assert.deepEqual(first, [], 'what was so before this host looked is no news');
});

test('ten minutes without progress are told, slow progress is not', () => {
  const busy = { what: 'round', since: now - 5 * stuckMs, phase: null, doneBytes: 7, totalBytes: null };
  const told = (movedAt: number) =>
    noticesOf({ ...quiet, status: null, busy, movedAt }, now).map(({ code, level }) => [code, level]);
  assert.deepEqual(told(now - stuckMs), [['stuck', 'problem']]);
  assert.deepEqual(told(now - stuckMs + 1), []);
});
