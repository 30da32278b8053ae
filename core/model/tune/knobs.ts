/** Kernel settings that a plan may write: closed, each with the bounds that we allow (the kernel allows more). */
export const managedKeys = {
  'vm.swappiness': { min: 0, max: 200 },
  'vm.page-cluster': { min: 0, max: 3 },
  'vm.watermark_scale_factor': { min: 10, max: 200 },
  'vm.watermark_boost_factor': { min: 0, max: 15_000 },
  'vm.dirty_bytes': { min: 8 * 2 ** 20, max: 512 * 2 ** 20 },
  'vm.dirty_background_bytes': { min: 4 * 2 ** 20, max: 256 * 2 ** 20 },
} as const satisfies Readonly<Record<string, { readonly min: number; readonly max: number }>>;

export type ManagedKey = keyof typeof managedKeys;
export const managedKeyNames = Object.keys(managedKeys) as readonly ManagedKey[];

/** Shown, never written: why is in the reference of each (too high: out of memory; a change: no gain that was measured). */
export const shownKeys = [
  'vm.dirty_ratio',
  'vm.dirty_background_ratio',
  'vm.vfs_cache_pressure',
  'vm.min_free_kbytes',
  'vm.overcommit_memory',
] as const;

export type BoardKey = ManagedKey | (typeof shownKeys)[number];
export const boardKeys: readonly BoardKey[] = [...managedKeyNames, ...shownKeys];

/** Writing one of a pair zeroes the other (the kernel's admin-guide/sysctl/vm.rst). */
export const counterparts: Readonly<Partial<Record<BoardKey, BoardKey>>> = {
  'vm.dirty_bytes': 'vm.dirty_ratio',
  'vm.dirty_background_bytes': 'vm.dirty_background_ratio',
};

/** What a plan may ask of zram. */
export const zramBounds = {
  sizeMibMin: 64,
  /** The device may be as large as memory: it holds what is compressed to a half or a third. */
  sizeShareMax: 1,
  /** All limits together: above, the machine stands still before it runs out (one did so for ten minutes at 80 %). */
  limitShareMax: 0.5,
  limitMibMin: 32,
  priority: 100,
} as const;

/** Above this share of memory, writing back takes minutes on a slow card. */
export const dirtyShareMax = 0.15;
