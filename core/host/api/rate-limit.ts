import type { Clock } from '../../ports/clock.ts';

/** Addresses that are remembered; on a home network there are a few. The one that was quiet longest is forgotten. */
const remotesMax = 256;

/** Takes one token of a remote's bucket; false: it is empty, nothing was taken. */
export type RateLimit = (remote: string) => boolean;

/** A token bucket per remote address: `burst` at once, then `perSecond`. */
export function rateLimit(
  clock: Pick<Clock, 'monotonicMs'>,
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (remote) => {
    const now = clock.monotonicMs();
    const last = buckets.get(remote);
    const tokens = last === undefined ? burst : Math.min(burst, last.tokens + ((now - last.at) / 1000) * perSecond);
    const allowed = tokens >= 1;
    // Deleted first: a Map keeps the order of insertion, so its first is the one that was quiet longest.
    buckets.delete(remote);
    buckets.set(remote, { tokens: allowed ? tokens - 1 : tokens, at: now });
    const [oldest] = buckets.keys();
    if (buckets.size > remotesMax && oldest !== undefined) buckets.delete(oldest);
    return allowed;
  };
}
