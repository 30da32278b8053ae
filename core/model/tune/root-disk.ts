import type { DiskKind } from './ids.ts';
import type { Look } from './look.ts';

export interface RootDisk {
  readonly kind: DiskKind;
  /** The whole disk below the root file system, for example `mmcblk0`. */
  readonly device: string | null;
  readonly filesystem: string | null;
  /** What is written lives in memory and is gone after a reboot. */
  readonly isOverlay: boolean;
}

/** Device mappers and arrays lie on each other at most this deep in practice. */
const layersMax = 4;

/** The disk below `/`, by mountinfo (proc_pid_mountinfo(5)) and /sys/block. */
export function rootDisk(look: Look): RootDisk {
  const mount = rootMount(look);
  if (mount === null) return { kind: 'unknown', device: null, filesystem: null, isOverlay: false };
  const { filesystem, source, number } = mount;
  const isOverlay = filesystem === 'overlay' || filesystem === 'aufs' || filesystem === 'tmpfs';
  const disk = isOverlay ? null : lowest(look, diskNamed(look, source) ?? diskNumbered(look, number));
  const kind = /^nfs|^cifs|^9p|^virtiofs/.test(filesystem) ? 'network' : kindOf(look, disk);
  return { kind, device: disk, filesystem, isOverlay };
}

interface RootMount {
  readonly number: string;
  readonly filesystem: string;
  readonly source: string;
}

/** The last mount on `/` covers the others. */
function rootMount(look: Look): RootMount | null {
  const path = '/proc/self/mountinfo';
  const text = look.text(path) ?? look.text('/proc/1/mountinfo');
  if (text === null) return null;
  const line = text.split('\n').findLast((each) => each.split(' ')[4] === '/');
  const fields = line?.split(' ') ?? [];
  const dash = fields.indexOf('-', 6);
  const [number, filesystem, source] = [fields[2], fields[dash + 1], fields[dash + 2]];
  if (dash > 0 && number && filesystem && source) return { number, filesystem, source };
  look.malformed(path);
  return null;
}

/** `/dev/mmcblk0p2` -> `mmcblk0`; null for what is no disk or partition by that name (`/dev/root`). */
function diskNamed(look: Look, source: string): string | null {
  const name = /^\/dev\/([\w!-]+)$/.exec(source)?.[1];
  if (name === undefined) return null;
  const disks = look.tree.names('/sys/block');
  if (disks.includes(name)) return name;
  return disks.find((disk) => name.startsWith(disk) && look.tree.names(`/sys/block/${disk}`).includes(name)) ?? null;
}

/** By `major:minor`, which holds for `/dev/root` and mapped devices too. */
function diskNumbered(look: Look, number: string): string | null {
  for (const disk of look.tree.names('/sys/block')) {
    const folder = `/sys/block/${disk}`;
    const parts = look.tree.names(folder).filter((name) => name.startsWith(disk));
    const files = [`${folder}/dev`, ...parts.map((part) => `${folder}/${part}/dev`)];
    if (files.some((file) => look.line(file) === number)) return disk;
  }
  return null;
}

/** The disk that a mapped device lies on, if it is one. */
function lowest(look: Look, disk: string | null): string | null {
  let current = disk;
  for (let layer = 0; layer < layersMax && current !== null; layer += 1) {
    const below: string | undefined = look.tree.names(`/sys/block/${current}/slaves`)[0];
    if (below === undefined) return current;
    current = diskNamed(look, `/dev/${below}`);
  }
  return current;
}

function kindOf(look: Look, disk: string | null): DiskKind {
  if (disk === null) return 'unknown';
  if (disk.startsWith('nvme')) return 'nvme';
  if (disk.startsWith('mmcblk')) {
    const type = look.line(`/sys/block/${disk}/device/type`);
    if (type === 'SD') return 'sd';
    return type === 'MMC' ? 'emmc' : 'unknown';
  }
  if (/^(vd|xvd)/.test(disk)) return 'virtual';
  if (!disk.startsWith('sd')) return 'unknown';
  return /\/usb\d/.test(look.tree.linkOf(`/sys/block/${disk}`) ?? '') ? 'usb' : 'disk';
}
