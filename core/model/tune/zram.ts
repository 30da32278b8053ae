import type { Look } from './look.ts';
import type { LiveSwap } from './live-swaps.ts';

/** One zram device that has a size. */
export interface ZramDevice {
  /** For example `zram0`. */
  readonly name: string;
  readonly use: 'swap' | 'mount' | 'idle';
  readonly sizeBytes: number;
  readonly algorithm: string | null;
  /** What this kernel can compress with. */
  readonly algorithms: readonly string[];
  /** 0: none, and it may take all memory. Null: not readable. */
  readonly limitBytes: number | null;
  /** Of the swap. */
  readonly priority: number | null;
  /** What is kept in it, before and after compression. */
  readonly storedBytes: number | null;
  readonly usedBytes: number | null;
}

/** The devices of /sys/block/zram* and of /proc/swaps; mm_stat is described in the kernel's admin-guide/blockdev/zram.rst. */
export function zramDevices(look: Look, live: readonly LiveSwap[]): ZramDevice[] {
  const mounts = look.text('/proc/self/mountinfo') ?? '';
  const all = [...look.tree.names('/sys/block'), ...live.map(({ path }) => path.replace(/^\/dev\//, ''))];
  const names = [...new Set(all)].filter((name) => /^zram\d+$/.test(name)).toSorted();
  return names.flatMap((name): ZramDevice[] => {
    const folder = `/sys/block/${name}`;
    const swap = live.find(({ path }) => path === `/dev/${name}`);
    const sizeBytes = look.number(`${folder}/disksize`) ?? swap?.sizeBytes ?? 0;
    if (sizeBytes <= 0) return [];
    const words = look.line(`${folder}/comp_algorithm`)?.split(/\s+/) ?? [];
    const statPath = `${folder}/mm_stat`;
    const stat = look.line(statPath)?.split(/\s+/).map(Number) ?? [];
    if (stat.length > 0 && (stat.length < 4 || stat.some((value) => !Number.isSafeInteger(value)))) {
      look.malformed(statPath);
      stat.length = 0;
    }
    return [
      {
        name,
        use: useOf(name, swap !== undefined, mounts),
        sizeBytes,
        algorithm: words.find((word) => word.startsWith('['))?.slice(1, -1) ?? null,
        algorithms: words.map((word) => word.replaceAll(/[[\]]/g, '')),
        limitBytes: stat[3] ?? null,
        priority: swap?.priority ?? null,
        storedBytes: stat[0] ?? null,
        usedBytes: stat[2] ?? null,
      },
    ];
  });
}

function useOf(name: string, isSwap: boolean, mounts: string): ZramDevice['use'] {
  if (isSwap) return 'swap';
  return mounts.includes(` /dev/${name} `) ? 'mount' : 'idle';
}
