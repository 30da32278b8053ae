/** Pauses between a death and the next start: a host that trips over something passing is soon back. */
const pausesMs = [500, 2_000, 10_000, 30_000, 60_000] as const;
/** A host that ran so long had started well: what ends it then is another matter. */
export const steadyMs = 10 * 60_000;

export interface Restarts {
  /** Deaths in a row, none of them after a steady run. */
  readonly deaths: number;
}

export const noRestarts: Restarts = { deaths: 0 };

export type AfterDeath =
  | { readonly kind: 'start'; readonly inMs: number; readonly restarts: Restarts }
  /** It does not come back by itself: a person starts it, and is told. */
  | { readonly kind: 'stop' };

/** What to do when our host has ended by itself after `ranMs`. Pure: the shell waits, starts and counts on. */
export function afterDeath({ deaths }: Restarts, ranMs: number): AfterDeath {
  const before = ranMs >= steadyMs ? 0 : deaths;
  const inMs = pausesMs[before];
  return inMs === undefined ? { kind: 'stop' } : { kind: 'start', inMs, restarts: { deaths: before + 1 } };
}
