import type { Look } from './look.ts';

export interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number | null;
}

/** Null: there is no /proc/meminfo, or none that says how much memory there is. */
export function memoryOf(look: Look): Memory | null {
  const path = '/proc/meminfo';
  const text = look.text(path);
  if (text === null) return null;
  const bytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, 'm').exec(text);
    return found ? Number(found[1]) * 1024 : null;
  };
  const totalBytes = bytes('MemTotal');
  if (totalBytes !== null && totalBytes > 0) return { totalBytes, availableBytes: bytes('MemAvailable') };
  look.malformed(path);
  return null;
}

/** Whether cgroup limits of memory do anything; null where that cannot be seen. */
export function memoryController(look: Look): boolean | null {
  const controllers = look.text('/sys/fs/cgroup/cgroup.controllers');
  if (controllers !== null) return controllers.trim().split(/\s+/).includes('memory');
  const row = /^memory\s+\d+\s+\d+\s+([01])$/m.exec(look.text('/proc/cgroups') ?? '');
  return row ? row[1] === '1' : null;
}

/** True: compressed pages are kept in front of swap, which doubles zram's work. Null: the kernel has no zswap. */
export function zswapOn(look: Look): boolean | null {
  const enabled = look.line('/sys/module/zswap/parameters/enabled');
  return enabled === null ? null : /^[Y1]$/.test(enabled);
}
