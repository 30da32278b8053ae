import type { LoopPolicy } from './loop-round.ts';

/** A person's coming is looked at once in this time: a prompt hook follows a session hook within seconds. */
export const glanceEveryMs = 10_000;
/** Ends of sessions are pushed once in this time: scripts run a session a second. */
export const sessionEndEveryMs = 10_000;
/** Whole looks may take this share of the time: one over 500 MB is 1.5 s of work for a laptop, far more for a board. */
export const wholeShareMax = 0.05;
/** So long after the last whole look a poll looks wholly: it heals what every watcher missed. */
export const wholeEveryMs = 24 * 60 * 60_000;

/** The first moment at which a whole look fits its share again, after one that began at `beganAt` and took `tookMs`. */
export function wholeFreeAfter(beganAt: number, tookMs: number): number {
  return beganAt + tookMs / wholeShareMax;
}

/** How long to wait for the next poll: jitter takes up to a fifth, so that machines started together drift apart. */
export function pollWaitMs(everyMs: number, policy: LoopPolicy, share: number): number {
  return inPollRange(everyMs * (0.8 + 0.2 * asShare(share)), policy);
}

/** How long to wait after the `failures`-th failure in a row (from 1): doubling, half of it jitter, from pollMin to pollMax. */
export function backoffMs(failures: number, policy: LoopPolicy, share: number): number {
  const windowMs = inPollRange(policy.pollMinMs * 2 ** failures, policy);
  return inPollRange(windowMs * (0.5 + 0.5 * asShare(share)), policy);
}

/** Settings are checked one by one: where the least is above the most, the least counts. */
export function inPollRange(ms: number, { pollMinMs, pollMaxMs }: LoopPolicy): number {
  return Math.max(pollMinMs, Math.min(ms, pollMaxMs));
}

function asShare(share: number): number {
  return share >= 0 && share <= 1 ? share : 0.5;
}
