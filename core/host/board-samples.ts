import type { TimedSample } from '../model/board/rates.ts';
import { boardSample } from '../model/board/sample.ts';
import type { BoardTree } from '../model/tune/tree.ts';
import type { Clock } from '../ports/clock.ts';
import { sampleMs, samplesMax } from './api/contract-board.ts';

/** Two pages side by side see the same samples; a page that asks a little early gets a new one. */
const freshMs = sampleMs.seen * 0.75;

/** The last samples that somebody asked for. Nothing is read in between. */
export function sampleRing({
  tree,
  clock,
}: {
  readonly tree: BoardTree;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
}): { after(at: number): readonly TimedSample[] } {
  const kept: TimedSample[] = [];
  let takenAtMs = Number.NEGATIVE_INFINITY;
  return {
    after(at) {
      const nowMs = clock.monotonicMs();
      if (nowMs - takenAtMs >= freshMs) {
        takenAtMs = nowMs;
        const sample = { at: clock.now(), ...boardSample(tree) };
        // The clock was set back: what was kept is of a time to come, and no chart could hold both.
        if ((kept.at(-1)?.at ?? 0) >= sample.at) kept.length = 0;
        kept.push(sample);
        if (kept.length > samplesMax) kept.shift();
      }
      const newer = kept.filter((each) => each.at > at);
      // A page that saw a later time than this clock now has asks from the beginning.
      return newer.length === 0 && at > (kept.at(-1)?.at ?? 0) ? [...kept] : newer;
    },
  };
}
