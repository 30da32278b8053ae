import { useEffect, useState } from 'react';

/** Where a countdown is said aloud: often enough to know, seldom enough to think. In seconds. */
const saidAt = [90, 60, 30, 10] as const;

export interface CountDown {
  readonly leftMs: number;
  /** The last of the moments at which it is said; null before the first. */
  readonly said: number | null;
}

/** What is left until a moment of this page's clock, at each second. */
export function useCountDown(endAt: number): CountDown {
  const [now, tick] = useState(Date.now);
  useEffect(() => {
    tick(Date.now());
    const timer = setInterval(() => tick(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [endAt]);
  const leftMs = Math.max(0, endAt - now);
  const said = saidAt.findLast((seconds) => leftMs <= seconds * 1_000) ?? null;
  return { leftMs, said };
}

/** `1:47`. */
export function clockOf(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
