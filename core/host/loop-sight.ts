import type { LoopSight } from './host-view.ts';
import type { Loop } from './loop.ts';

/** What a loop knows of itself, as the host shows it. */
export function loopSight(loop: Pick<Loop, 'state' | 'due' | 'nextLookAt'>): LoopSight {
  const { pause, poll, changed, isWholeOwed } = loop.state();
  const due = loop.due();
  const waits = due.kind === 'wait' && (due.why === 'battery' || due.why === 'metered') ? due.why : null;
  const nextLookAt = loop.nextLookAt();
  return {
    paused: pause === null ? null : { until: pause.kind === 'until' ? pause.wallMs : null },
    waits,
    hasChanges: changed !== null || isWholeOwed,
    pollMs: poll.everyMs,
    nextLookAt: nextLookAt === null ? null : Math.round(nextLookAt),
  };
}
