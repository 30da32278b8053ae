import type { BoardTree } from '../../core/model/tune/tree.ts';

/** A file's text, or a link. */
export type Entry = string | { readonly link: string };
export type Entries = Readonly<Record<string, Entry>>;

/** A tree in memory: paths from the root to texts. A link is followed if it leads to one of the files. */
export function memoryBoard(entries: Entries): BoardTree {
  const textOf = (path: string): string | null => {
    const entry = entries[path];
    if (entry === undefined) return null;
    return typeof entry === 'string' ? entry : textOf(target(path, entry.link));
  };
  return {
    read(path) {
      const text = textOf(path);
      return text === null ? { kind: 'absent' } : { kind: 'text', text, mode: 0o644 };
    },
    names(folder) {
      const below = Object.keys(entries).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))].toSorted();
    },
    linkOf(path) {
      const entry = entries[path];
      return typeof entry === 'object' ? entry.link : null;
    },
    bytesOf: (path) => textOf(path)?.length ?? null,
  };
}

function target(path: string, link: string): string {
  const parts = link.startsWith('/') ? [] : path.split('/').slice(1, -1);
  for (const word of link.split('/')) {
    if (word === '..') parts.pop();
    else if (word !== '') parts.push(word);
  }
  return `/${parts.join('/')}`;
}

const mib = 2 ** 20;

export interface BoardWish {
  readonly ramMib?: number;
  readonly kernel?: string;
  /** `CPU part`; A72 unless said. */
  readonly part?: string;
}

/** A Raspberry Pi with an SD card on which zram-generator has made zram0: everything that a plan needs. */
export function generatorBoard({ ramMib = 1_848, kernel = '6.12.47', part = '0xd08' }: BoardWish = {}): Entries {
  return {
    '/proc/meminfo': `MemTotal:  ${ramMib * 1024} kB\nMemAvailable:  ${ramMib * 512} kB\n`,
    '/proc/cpuinfo': `processor\t: 0\nCPU part\t: ${part}\n`,
    '/proc/sys/kernel/osrelease': `${kernel}\n`,
    '/proc/self/mountinfo': '27 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw\n',
    '/proc/swaps': 'Filename Type Size Used Priority\n/dev/zram0 partition 945000 2048 100\n',
    '/sys/block/mmcblk0/mmcblk0p2/dev': '179:2\n',
    '/sys/block/mmcblk0/device/type': 'SD\n',
    '/sys/block/zram0/disksize': `${924 * mib}\n`,
    '/sys/block/zram0/comp_algorithm': '[lzo-rle] lzo lz4 zstd\n',
    '/sys/block/zram0/mm_stat': '2097152 700000 800000 0 800000 0 0 0\n',
    '/sys/fs/cgroup/cgroup.controllers': 'cpu io memory pids\n',
    '/usr/lib/systemd/system-generators/zram-generator': 'a program',
    '/etc/systemd/zram-generator.conf': '[zram0]\n',
    ...kernelValues,
  };
}

const kernelValues: Entries = Object.fromEntries(
  Object.entries({
    swappiness: 60,
    'page-cluster': 3,
    watermark_scale_factor: 10,
    watermark_boost_factor: 15_000,
    dirty_bytes: 0,
    dirty_background_bytes: 0,
    dirty_ratio: 20,
    dirty_background_ratio: 10,
    vfs_cache_pressure: 100,
    min_free_kbytes: 16_384,
    overcommit_memory: 0,
  }).map(([name, value]) => [`/proc/sys/vm/${name}`, `${value}\n`]),
);
