import type { BoardFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { dirtyShareMax, managedKeyNames, managedKeys, type ManagedKey, zramBounds } from './knobs.ts';
import { type OverlayId, type ProfileId, type StorageId, storageIds } from './ids.ts';
import { type Algorithm, type Profile, profiles, storageFor, storageOverlays, workerHeavy } from './profiles.ts';

/** What a profile and its overlays come to on one machine: bounded whole numbers. */
export interface Targets {
  readonly keys: Readonly<Partial<Record<ManagedKey, number>>>;
  /** Null: the limits of others leave no room. */
  readonly zram: ZramTarget | null;
  /** For a unit that holds the workers; null without the overlay. */
  readonly workers: WorkerLimits | null;
}

export interface ZramTarget {
  readonly sizeMib: number;
  readonly limitMib: number;
  readonly algorithm: Algorithm;
  readonly priority: number;
}

export interface WorkerLimits {
  readonly highMib: number;
  readonly maxMib: number;
  readonly swapMib: number;
}

export interface Wish {
  readonly profile: ProfileId;
  readonly overlays: readonly OverlayId[];
}

const mib = 2 ** 20;
/** Before 5.8 the kernel refuses more than 100 (its admin-guide/sysctl/vm.rst). */
const swappinessMaxOfOld = 100;
/** More than 100 is for swap in memory alone: with a disk behind it, pages would go there sooner than files. */
const swappinessMaxWithDisk = 100;

/** The targets for a machine with so much memory; what could not be followed is said by findings. */
export function targetsFor(
  facts: Pick<BoardFacts, 'processor' | 'rootDisk' | 'kernel' | 'zram' | 'swaps' | 'memoryController'>,
  ramMib: number,
  wish: Wish,
): { readonly targets: Targets; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const profile = profiles[wish.profile];
  const isHeavy = wish.overlays.includes('worker-heavy') && mayBeHeavy(facts, ramMib, findings);
  const zram = zramTarget(facts, profile, ramMib, findings);
  const keys: Record<string, number> = {
    'vm.swappiness': swappinessFor(facts, profile, findings),
    'vm.page-cluster': 0,
    'vm.watermark_scale_factor': isHeavy ? workerHeavy.watermarkScale : profile.watermarkScale,
    'vm.watermark_boost_factor': 0,
    ...dirtyFor(facts, profile, ramMib, wish.overlays, findings),
  };
  const bounded = managedKeyNames.flatMap((key): [ManagedKey, number][] => {
    const wanted = keys[key];
    const { min, max } = managedKeys[key];
    return wanted === undefined ? [] : [[key, Math.min(Math.max(wanted, min), max)]];
  });
  return {
    targets: { keys: Object.fromEntries(bounded), zram, workers: isHeavy ? workerLimits(ramMib, zram) : null },
    findings,
  };
}

function swappinessFor(
  { processor, kernel, swaps }: Pick<BoardFacts, 'processor' | 'kernel' | 'swaps'>,
  profile: Profile,
  findings: Finding[],
): number {
  const hasDisk = swaps.some(({ kind, isActive }) => isActive && kind !== 'zram');
  const wanted = Math.min(profile.swappiness[processor.speed], hasDisk ? swappinessMaxWithDisk : Infinity);
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(kernel ?? '') ?? [];
  const isOld = Number(major) < 5 || (Number(major) === 5 && Number(minor) < 8);
  if (!isOld || wanted <= swappinessMaxOfOld) return wanted;
  findings.push({ code: 'old-kernel', key: 'vm.swappiness', wanted, used: swappinessMaxOfOld });
  return swappinessMaxOfOld;
}

function zramTarget(
  { processor, zram }: Pick<BoardFacts, 'processor' | 'zram'>,
  { zram: wanted }: Profile,
  ramMib: number,
  findings: Finding[],
): ZramTarget | null {
  const { sizeMibMin, sizeShareMax, limitShareMax, limitMibMin, priority } = zramBounds;
  const size = 'mib' in wanted.size ? wanted.size.mib : Math.floor((ramMib * wanted.size.percent) / 100);
  // A device for logs or /tmp takes memory too: its limit, or all that fits into it.
  const others = zram.filter(({ use }) => use !== 'swap');
  const othersMib = others.reduce((sum, each) => sum + Math.ceil((each.limitBytes || each.sizeBytes) / mib), 0);
  const room = Math.floor(ramMib * limitShareMax) - othersMib;
  const limitMib = Math.min(Math.floor((ramMib * wanted.limitPercent) / 100), room);
  if (limitMib < limitMibMin) {
    findings.push({ code: 'limits-full', othersMib });
    return null;
  }
  const sizeMib = Math.max(Math.min(size, Math.floor(ramMib * sizeShareMax)), sizeMibMin);
  return { sizeMib, limitMib, algorithm: algorithmFor(zram, wanted.algorithm[processor.speed], findings), priority };
}

/** What this kernel offers, where it says so. */
function algorithmFor(zram: BoardFacts['zram'], wanted: Algorithm, findings: Finding[]): Algorithm {
  const offered = zram.find(({ use }) => use === 'swap')?.algorithms ?? [];
  if (offered.length === 0 || offered.includes(wanted)) return wanted;
  const used = (['lz4', 'lzo-rle'] as const).find((each) => offered.includes(each)) ?? 'lzo-rle';
  findings.push({ code: 'algorithm-absent', wanted, used });
  return used;
}

function dirtyFor(
  { rootDisk }: Pick<BoardFacts, 'rootDisk'>,
  { dirtyOnSd }: Profile,
  ramMib: number,
  overlays: readonly OverlayId[],
  findings: Finding[],
): Record<string, number> {
  const found = storageFor(rootDisk.kind);
  const chosen = overlays.find((each): each is StorageId => (storageIds as readonly string[]).includes(each));
  if (chosen !== undefined && found !== null && chosen !== found) {
    findings.push({ code: 'overlay-for-others', overlay: chosen, found: rootDisk.kind });
  }
  const storage = chosen ?? found;
  if (storage === null) {
    findings.push({ code: 'storage-unknown' });
    return {};
  }
  const wanted = storage === 'sd' ? dirtyOnSd : storageOverlays[storage];
  const dirtyMib = Math.min(wanted.mib, Math.floor(ramMib * dirtyShareMax));
  const backgroundMib = Math.min(wanted.backgroundMib, Math.floor(dirtyMib / 2));
  return { 'vm.dirty_bytes': dirtyMib * mib, 'vm.dirty_background_bytes': backgroundMib * mib };
}

function mayBeHeavy(facts: Pick<BoardFacts, 'memoryController'>, ramMib: number, findings: Finding[]): boolean {
  const lacks = ramMib < workerHeavy.ramMibMin ? 'memory' : facts.memoryController ? null : 'memory-controller';
  if (lacks !== null) findings.push({ code: 'overlay-refused', overlay: 'worker-heavy', lacks });
  return lacks === null;
}

function workerLimits(ramMib: number, zram: ZramTarget | null): WorkerLimits {
  const { highShare, maxShare, swapShare } = workerHeavy.limits;
  return {
    highMib: Math.floor(ramMib * highShare),
    maxMib: Math.floor(ramMib * maxShare),
    swapMib: Math.floor((zram?.sizeMib ?? 0) * swapShare),
  };
}
