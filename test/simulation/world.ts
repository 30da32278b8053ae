import type { MemorySnapshot } from '../support/memory-store.ts';
import type { Device, Ground, SyncEnd, SyncPlan } from './device.ts';
import type { Scene } from './worker.ts';

/** What a run may have, beside ordinary work: each seed has some of them, so that each is also met alone. */
export const allFeatures = [
  'crash',
  'weather',
  'meanwhile',
  'manual',
  'cascade',
  'rewrites',
  'again',
  'forgery',
  'clone',
  'images',
  'empty',
  'tools',
] as const;
/** Rarer, and drawn by themselves: what a seed without them does is what it did before there were any. */
export const rareFeatures = ['older', 'rollback'] as const;
export type Feature = (typeof allFeatures)[number] | (typeof rareFeatures)[number];

/** What somebody keeps of the bucket. */
export interface Bucket {
  /** A copy that was kept. */
  older: MemorySnapshot | null;
  /** What stood there before the copy was put back; null while the bucket is as its machines left it. */
  newer: MemorySnapshot | null;
}

/** Everything of one run. */
export interface World extends Scene, Ground {
  readonly devices: Device[];
  readonly steps: string[];
  readonly bucket: Bucket;
  readonly features: ReadonlySet<Feature>;
  /** Somebody may be told of a rollback, a clone or a replaced file. */
  told: { rollback: boolean; clone: boolean; replaced: boolean };
  sync(device: Device, plan: SyncPlan): Promise<SyncEnd>;
}

/** What is wrong: ends the run. */
export class Difference extends Error {
  override readonly name = 'Difference';
}
