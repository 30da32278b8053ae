import type { DiskKind, ProfileId, Speed, StorageId } from './ids.ts';
import { profileIds } from './ids.ts';

/** Raised when a value of a profile or overlay changes: a plan made by other values has another hash. */
export const profilesVersion = 1;

export type Algorithm = 'zstd' | 'lz4' | 'lzo-rle';

/** What suits a machine of one size; integers are computed from it, never expressions for somebody else to compute. */
export interface Profile {
  readonly id: ProfileId;
  /** The largest memory it is meant for: a board sold as 1 GB shows 870 to 980 MiB. */
  readonly ramMibMax: number;
  readonly zram: {
    readonly size: { readonly percent: number } | { readonly mib: number };
    /** Of memory, for what is kept compressed. */
    readonly limitPercent: number;
    readonly algorithm: Readonly<Record<Speed, Algorithm>>;
  };
  readonly swappiness: Readonly<Record<Speed, number>>;
  readonly watermarkScale: number;
  readonly dirtyOnSd: Dirty;
  readonly advice: { readonly workersMax: number; readonly chroma: 'off' | 'on-demand' | 'on' };
}

/** How much may wait to be written, and from where on it is written in the background. */
export interface Dirty {
  readonly mib: number;
  readonly backgroundMib: number;
}

const zstdOnLarge = { small: 'lz4', large: 'zstd' } as const;

/** All values are judgement, taken from published measurements; the half-size one is the 1 GB one with smaller writes. */
export const profiles: Readonly<Record<ProfileId, Profile>> = {
  '0.5gb': {
    id: '0.5gb',
    ramMibMax: 665,
    zram: { size: { percent: 75 }, limitPercent: 40, algorithm: zstdOnLarge },
    swappiness: { small: 100, large: 150 },
    watermarkScale: 125,
    dirtyOnSd: { mib: 32, backgroundMib: 8 },
    advice: { workersMax: 0, chroma: 'off' },
  },
  '1gb': {
    id: '1gb',
    ramMibMax: 1_331,
    zram: { size: { percent: 75 }, limitPercent: 40, algorithm: zstdOnLarge },
    swappiness: { small: 100, large: 150 },
    watermarkScale: 125,
    dirtyOnSd: { mib: 48, backgroundMib: 16 },
    advice: { workersMax: 0, chroma: 'off' },
  },
  '2gb': {
    id: '2gb',
    ramMibMax: 2_662,
    zram: { size: { percent: 75 }, limitPercent: 40, algorithm: zstdOnLarge },
    swappiness: { small: 100, large: 150 },
    watermarkScale: 125,
    dirtyOnSd: { mib: 64, backgroundMib: 16 },
    advice: { workersMax: 1, chroma: 'off' },
  },
  '4gb': {
    id: '4gb',
    ramMibMax: 5_325,
    zram: { size: { percent: 50 }, limitPercent: 30, algorithm: zstdOnLarge },
    swappiness: { small: 100, large: 120 },
    watermarkScale: 100,
    dirtyOnSd: { mib: 64, backgroundMib: 16 },
    advice: { workersMax: 2, chroma: 'on-demand' },
  },
  '8gb': {
    id: '8gb',
    ramMibMax: Number.MAX_SAFE_INTEGER,
    zram: { size: { mib: 2_048 }, limitPercent: 20, algorithm: { small: 'lz4', large: 'lz4' } },
    swappiness: { small: 100, large: 100 },
    watermarkScale: 50,
    dirtyOnSd: { mib: 64, backgroundMib: 16 },
    advice: { workersMax: 4, chroma: 'on' },
  },
};

/** An SD card's are in the profile: what it writes in a few seconds is little beside any memory. */
export const storageOverlays: Readonly<Record<Exclude<StorageId, 'sd'>, Dirty>> = {
  emmc: { mib: 128, backgroundMib: 32 },
  nvme: { mib: 256, backgroundMib: 64 },
};

/** For a machine on which assistants work all day: memory is freed earlier, and they are told what they may take. */
export const workerHeavy = {
  ramMibMin: profiles['1gb'].ramMibMax + 1,
  watermarkScale: 150,
  /** Shares of memory for a unit that holds the workers, and of zram for their swap. */
  limits: { highShare: 0.55, maxShare: 0.7, swapShare: 0.75 },
} as const;

/** The profile that a machine of this size is given unless a person chooses. */
export function profileFor(ramMib: number): ProfileId {
  return profileIds.find((id) => ramMib <= profiles[id].ramMibMax) ?? '8gb';
}

/** The overlay that the disk asks for; null where nobody can tell how fast it is. */
export function storageFor(kind: DiskKind): StorageId | null {
  switch (kind) {
    case 'sd':
    case 'emmc':
    case 'nvme':
      return kind;
    case 'usb':
    case 'disk':
    case 'virtual':
    case 'network':
    case 'unknown':
      return null;
  }
}
