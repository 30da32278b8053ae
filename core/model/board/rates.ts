import type { BoardSample } from './sample.ts';

/** A sample with its moment, by the wall clock. */
export interface TimedSample extends BoardSample {
  readonly at: number;
}

/** Between two samples; null where a counter is not told, or began anew. */
export interface Rates {
  readonly swappedInPerSecond: number | null;
  readonly swappedOutPerSecond: number | null;
  readonly writtenBytesPerSecond: number | null;
}

export function ratesBetween(before: TimedSample, after: TimedSample): Rates {
  const seconds = (after.at - before.at) / 1_000;
  const isSameBoot = (before.uptimeMs ?? 0) <= (after.uptimeMs ?? Number.MAX_SAFE_INTEGER);
  const per = (from: number | null | undefined, to: number | null | undefined) => {
    const isTold = typeof from === 'number' && typeof to === 'number';
    return isTold && seconds > 0 && isSameBoot && to >= from ? (to - from) / seconds : null;
  };
  return {
    swappedInPerSecond: per(before.paging?.swappedInPages, after.paging?.swappedInPages),
    swappedOutPerSecond: per(before.paging?.swappedOutPages, after.paging?.swappedOutPages),
    writtenBytesPerSecond: per(before.disk?.writtenBytes, after.disk?.writtenBytes),
  };
}

const dayMs = 24 * 3_600_000;
/** A start writes more than the day after it: before this nothing is said of a day. */
const uptimeMsMin = 3_600_000;

/** What is written in a day, as it was since the machine was started; null where that is too short a time, or not told. */
export function writtenPerDay({ disk, uptimeMs }: Pick<BoardSample, 'disk' | 'uptimeMs'>): number | null {
  const written = disk?.writtenBytes ?? null;
  return written === null || uptimeMs === null || uptimeMs < uptimeMsMin ? null : (written / uptimeMs) * dayMs;
}
