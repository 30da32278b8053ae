import assert from 'node:assert/strict';
import test from 'node:test';
import { hostView, type LoopSight } from '../../core/host/host-view.ts';
import type { RoundEnd } from '../../core/host/thread/job.ts';
import { sampleStatus } from './sample-status.ts';

const loop: LoopSight = { paused: null, waits: null, hasChanges: false, pollMs: 15_000, nextLookAt: null };
const host = { version: '1.0.0', pid: 1, startedAt: 0 };
const minuteMs = 60_000;

function stopped(exit: number): Pick<RoundEnd, 'outcome' | 'status' | 'fault'> {
  const code = 'home-busy';
  return { outcome: { kind: 'stopped', code, tookMs: 1 }, status: null, fault: { code, exit, data: { home: '/h' } } };
}

for (const [exit, word] of [
  [3, 'held by another device'],
  [4, 'diverged'],
  [7, 'braked'],
] as const) {
  test(`what is ${word} is no older than the last round that found it so`, () => {
    const view = hostView();
    view.connected('folder');
    view.roundEnded({ outcome: { kind: 'done', moved: false, tookMs: 1 }, status: sampleStatus({}), fault: null }, 0);
    for (let minute = 1; minute <= 30; minute += 1) view.roundEnded(stopped(exit), minute * minuteMs);
    const { isStale, lastLookAt } = view.part(loop, host, 30 * minuteMs + 1);
    assert.deepEqual({ isStale, lastLookAt }, { isStale: false, lastLookAt: 30 * minuteMs });
  });
}

for (const exit of [1, 2, 5, 6, 8]) {
  test(`rounds that end with ${exit} have not looked: what is known grows old`, () => {
    const view = hostView();
    view.connected('folder');
    view.roundEnded({ outcome: { kind: 'done', moved: false, tookMs: 1 }, status: sampleStatus({}), fault: null }, 0);
    for (let minute = 1; minute <= 30; minute += 1) view.roundEnded(stopped(exit), minute * minuteMs);
    const { isStale, lastLookAt } = view.part(loop, host, 30 * minuteMs + 1);
    assert.deepEqual({ isStale, lastLookAt }, { isStale: true, lastLookAt: 0 });
  });
}
