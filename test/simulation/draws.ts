import { seededShares } from '../support/seeded-shares.ts';

/** All choices of a run: one integer decides them. */
export interface Draws {
  /** From 0 up to 1 (excluded). */
  share(): number;
  chance(probability: number): boolean;
  /** A whole number from 0 up to `end` (excluded). */
  below(end: number): number;
  /** Undefined for an empty list. */
  pick<T>(list: readonly T[]): T | undefined;
  /** One of the names, as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T;
}

export function drawsOf(seed: number): Draws {
  const share = seededShares(Math.imul(seed, 0x9e3779b1));
  const below = (end: number) => Math.floor(share() * end);
  return {
    share,
    chance: (probability) => share() < probability,
    below,
    pick: (list) => list[below(list.length)],
    weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries<number>(weights);
      let left = share() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name as T;
      return entries[0]?.[0] as T;
    },
  };
}
