import type { Look } from '../tune/look.ts';
import type { DiskKind } from '../tune/ids.ts';
import { rootDisk } from '../tune/root-disk.ts';

/** What is written to the disk below `/`. */
export interface DiskUse {
  readonly device: string;
  readonly kind: DiskKind;
  /** Since the machine was started; null: not told. */
  readonly writtenBytes: number | null;
  /** Since its ext4 file systems were made; null: none tells. */
  readonly lifetimeBytes: number | null;
  /** How worn it says it is; an SD card and most others say nothing. */
  readonly wear: Wear | null;
}

export interface Wear {
  /** Of its life, in percent: the end of the step of ten that it has reached. */
  readonly usedPercent: number | null;
  /** Of the blocks kept in reserve. */
  readonly reserve: 'ok' | 'warn' | 'urgent' | null;
}

/** Field 7 of `stat` counts these, whatever the disk's own are (the kernel's block/stat.rst). */
const sectorBytes = 512;
const sectorsField = 6;

export function diskUse(look: Look): DiskUse | null {
  const { device, kind } = rootDisk(look);
  if (device === null) return null;
  const folder = `/sys/block/${device}`;
  const sectors = look.line(`${folder}/stat`)?.split(/\s+/)[sectorsField] ?? '';
  return {
    device,
    kind,
    writtenBytes: /^\d{1,13}$/.test(sectors) ? Number(sectors) * sectorBytes : null,
    lifetimeBytes: lifetimeOf(look, device),
    wear: wearOf(look, folder),
  };
}

/** A disk has few file systems. */
const fileSystemsMax = 16;

function lifetimeOf(look: Look, device: string): number | null {
  const names = look.tree.names('/sys/fs/ext4').filter((name) => isPartOf(name, device) || liesOn(look, name, device));
  const known = names
    .slice(0, fileSystemsMax)
    .flatMap((name) => look.number(`/sys/fs/ext4/${name}/lifetime_write_kbytes`) ?? [])
    .filter((kilobytes) => kilobytes >= 0);
  return known.length === 0 ? null : known.reduce((sum, kilobytes) => sum + kilobytes * 1_024, 0);
}

/** `sda` has `sda1`, and not `sdaa`; `mmcblk0` has `mmcblk0p2`. */
function isPartOf(name: string, device: string): boolean {
  if (name === device) return true;
  const rest = name.startsWith(device) ? name.slice(device.length) : '';
  return (/\d$/.test(device) ? /^p\d+$/ : /^\d+$/).test(rest);
}

/** A mapped device, by what it is put together from. */
function liesOn(look: Look, name: string, device: string): boolean {
  if (!/^dm-\d+$/.test(name)) return false;
  return look.tree.names(`/sys/block/${name}/slaves`).some((below) => isPartOf(below, device));
}

/** JEDEC's registers of an eMMC: tenths of its life used for two kinds of cells, and the state of its reserve. */
function wearOf(look: Look, folder: string): Wear | null {
  const words = look.line(`${folder}/device/life_time`)?.split(/\s+/) ?? [];
  const tenths = words.flatMap((word) => (/^0x[\da-f]{1,2}$/i.test(word) ? Number(word) : []));
  const most = Math.max(0, ...tenths.filter((tenth) => tenth <= worn));
  const usedPercent = most === 0 ? null : Math.min(most * 10, 100);
  const reserve = reserves[Number(look.line(`${folder}/device/pre_eol_info`) ?? 0)] ?? null;
  return usedPercent === null && reserve === null ? null : { usedPercent, reserve };
}

/** 0x0b: its life is over; above it nothing is defined. */
const worn = 0x0b;
const reserves: Readonly<Record<number, Wear['reserve']>> = { 1: 'ok', 2: 'warn', 3: 'urgent' };
