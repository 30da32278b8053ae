import { liveSwaps } from '../tune/live-swaps.ts';
import { lookInto } from '../tune/look.ts';
import { memoryOf } from '../tune/memory.ts';
import type { BoardTree } from '../tune/tree.ts';
import { type DiskUse, diskUse } from './disk-use.ts';
import { type Heat, heatOf, type Throttled, throttledOf } from './heat.ts';
import { type Paging, pagingOf } from './paging.ts';
import { type Pressure, pressureOf } from './pressure.ts';
import { uptimeOf } from './uptime.ts';
import { type ZramUse, zramUse } from './zram-use.ts';

/** How a machine is at one moment. Whatever its kernel does not tell is null: shown in words, never as zero. */
export interface BoardSample {
  /** Since the machine was started. */
  readonly uptimeMs: number | null;
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number | null } | null;
  /** All swaps that are in use together; null where there is none. */
  readonly swap: { readonly sizeBytes: number; readonly usedBytes: number } | null;
  readonly zram: ZramUse | null;
  readonly pressure: {
    readonly memory: Pressure | null;
    readonly io: Pressure | null;
    readonly cpu: Pressure | null;
  };
  readonly paging: Paging | null;
  readonly heat: Heat | null;
  readonly throttled: Throttled | null;
  readonly disk: DiskUse | null;
}

/** Reads a tree. Pure and total: what is missing, malformed or unreadable is null. Nothing is started to find it out. */
export function boardSample(tree: BoardTree): BoardSample {
  const look = lookInto(tree);
  const live = liveSwaps(look);
  const sum = (field: 'sizeBytes' | 'usedBytes') => live.reduce((all, swap) => all + swap[field], 0);
  return {
    uptimeMs: uptimeOf(look),
    memory: memoryOf(look),
    swap: live.length === 0 ? null : { sizeBytes: sum('sizeBytes'), usedBytes: sum('usedBytes') },
    zram: zramUse(look, live),
    pressure: {
      memory: pressureOf(look, 'memory'),
      io: pressureOf(look, 'io'),
      cpu: pressureOf(look, 'cpu'),
    },
    paging: pagingOf(look),
    heat: heatOf(look),
    throttled: throttledOf(look),
    disk: diskUse(look),
  };
}
