import type { LiveSwap } from '../tune/live-swaps.ts';
import type { Look } from '../tune/look.ts';
import { zramDevices } from '../tune/zram.ts';

/** All zram devices that are swap, together. */
export interface ZramUse {
  readonly sizeBytes: number;
  /** What is kept in them, before compression. */
  readonly storedBytes: number;
  /** What that takes of memory. */
  readonly usedBytes: number;
  /** Of memory; 0: one of them has no limit. */
  readonly limitBytes: number;
  /** Pages that found no room; null: not told. */
  readonly failedWrites: number | null;
  /** Moved on to a disk since the device was made; null: not told. */
  readonly writtenBackBytes: number | null;
}

/** Null where no zram is swap, or the kernel does not tell what is in it. */
export function zramUse(look: Look, live: readonly LiveSwap[]): ZramUse | null {
  const devices = zramDevices(look, live).filter(
    ({ use, storedBytes, usedBytes, limitBytes }) =>
      use === 'swap' && [storedBytes, usedBytes, limitBytes].every((bytes) => bytes !== null && bytes >= 0),
  );
  if (devices.length === 0) return null;
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((all, value) => all + (value ?? 0), 0);
  const told = (file: string, column: number) => {
    const values = devices.map(({ name }) => numberIn(look, `/sys/block/${name}/${file}`, column));
    return values.includes(null) ? null : sum(values);
  };
  const limits = devices.map(({ limitBytes }) => limitBytes ?? 0);
  const pages = told('bd_stat', 2);
  return {
    sizeBytes: sum(devices.map(({ sizeBytes }) => sizeBytes)),
    storedBytes: sum(devices.map(({ storedBytes }) => storedBytes)),
    usedBytes: sum(devices.map(({ usedBytes }) => usedBytes)),
    limitBytes: limits.includes(0) ? 0 : sum(limits),
    failedWrites: told('io_stat', 1),
    writtenBackBytes: pages === null ? null : pages * backPageBytes,
  };
}

/** bd_stat counts in these, whatever a page of the machine is (the kernel's admin-guide/blockdev/zram.rst). */
const backPageBytes = 4_096;

/** How many bytes are kept in one of memory; null while nothing is. */
export function zramRatio({ storedBytes, usedBytes }: Pick<ZramUse, 'storedBytes' | 'usedBytes'>): number | null {
  return usedBytes === 0 || storedBytes === 0 ? null : storedBytes / usedBytes;
}

function numberIn(look: Look, path: string, column: number): number | null {
  const word = look.line(path)?.split(/\s+/)[column];
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : null;
}
