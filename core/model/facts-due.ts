import type { Instant } from './ids.ts';

/** What a device last told of its machine, or tried to. */
export interface FactsTold {
  /** Names project and device: what was told as another one, or elsewhere, does not count. */
  readonly scope: string;
  /** By this device's clock. */
  readonly at: Instant;
  /** What it was, as a hash; null: it did not come through. */
  readonly content: string | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Changed facts are told at once, and again at most daily (protocol.md section 2); a store that failed is tried again hourly. */
const betweenMs = dayMs;
const retryMs = hourMs;
/** Facts that stay are told anew so often: whoever reads them sees that they hold. */
const renewMs = 7 * dayMs;

/** Whether facts are to be told now that would be told as `next`. */
export function factsAreDue(last: FactsTold | null, next: FactsTold): boolean {
  if (last === null || last.scope !== next.scope) return true;
  const ageMs = next.at - last.at;
  // A clock that was set back would keep it silent for as long as it was wrong.
  if (ageMs < 0) return true;
  if (last.content === null) return ageMs >= retryMs;
  return ageMs >= (last.content === next.content ? renewMs : betweenMs);
}
