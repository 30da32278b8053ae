import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a change of settings could have touched, read without any code of the program. */
export interface Look {
  /** Every setting below /proc/sys/vm that can be read, by its name. */
  readonly vm: Readonly<Record<string, string>>;
  /** Every zram device, by its name. */
  readonly zram: Readonly<Record<string, ZramLook>>;
  /** Every path below /etc and in our folder of /var/lib, with mode, owner and content. */
  readonly files: Readonly<Record<string, string>>;
  readonly failedUnits: readonly string[];
  /** Units of ours that systemd knows of now. */
  readonly ownUnits: readonly string[];
  readonly bootId: string;
}

export interface ZramLook {
  readonly sizeBytes: number;
  readonly algorithm: string;
  readonly limitBytes: number;
  /** As swap; null: it is none. */
  readonly priority: number | null;
}

/** Computed by the kernel at boot from what memory happens to be free then. */
const differByBoot = new Set(['admin_reserve_kbytes', 'user_reserve_kbytes', 'lowmem_reserve_ratio']);
/** The lock and the journal stay; what the journal says is asked of the program. */
const stays = ['/var/lib/membridge', '/var/lib/membridge/tuning'];

export function look(): Look {
  return {
    vm: kernelSettings(),
    zram: zramDevices(),
    files: Object.fromEntries(
      [...printsBelow('/etc'), ...printsBelow('/var/lib/membridge')].filter(([path]) => !isKept(path)),
    ),
    failedUnits: unitsOf('--failed'),
    // An instance of the helper is for one connection, and may just be going.
    ownUnits: unitsOf('membridge-tune*').filter((name) => !name.includes('@')),
    bootId: textOf('/proc/sys/kernel/random/boot_id'),
  };
}

function isKept(path: string): boolean {
  return stays.some((each) => path === each || path === `${each}/journal.json` || path === `${each}/lock`);
}

function kernelSettings(): Record<string, string> {
  const folder = '/proc/sys/vm';
  const readable = readdirSync(folder).filter((name) => (lstatSync(join(folder, name)).mode & 0o400) !== 0);
  const found = readable
    .filter((name) => !differByBoot.has(name))
    .flatMap((name): [string, string][] => {
      try {
        return [[`vm.${name}`, textOf(join(folder, name))]];
      } catch {
        // For some the mode says that they can be read, and the kernel that they cannot.
        return [];
      }
    });
  return Object.fromEntries(found);
}

function zramDevices(): Record<string, ZramLook> {
  const swaps = textOf('/proc/swaps')
    .split('\n')
    .map((line) => line.split(/\s+/));
  const names = readdirSync('/sys/block').filter((name) => name.startsWith('zram'));
  return Object.fromEntries(
    names.map((name) => {
      const of = (file: string) => textOf(`/sys/block/${name}/${file}`);
      const swap = swaps.find(([path]) => path === `/dev/${name}`);
      const device: ZramLook = {
        sizeBytes: Number(of('disksize')),
        algorithm: /\[(.+)\]/.exec(of('comp_algorithm'))?.[1] ?? '',
        limitBytes: Number(of('mm_stat').split(/\s+/)[3] ?? 0),
        priority: swap === undefined ? null : Number(swap.at(-1)),
      };
      return [name, device];
    }),
  );
}

function printsBelow(folder: string): [string, string][] {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return [[folder, printOf(folder)], ...readdirSync(folder).flatMap((name) => branchesOf(join(folder, name)))];
}

function branchesOf(path: string): [string, string][] {
  return lstatSync(path).isDirectory() ? printsBelow(path) : [[path, printOf(path)]];
}

function printOf(path: string): string {
  const stats = lstatSync(path);
  const head = `${stats.mode.toString(8)} ${stats.uid}:${stats.gid}`;
  if (stats.isSymbolicLink()) return `${head} -> ${readlinkSync(path)}`;
  return stats.isFile() ? `${head} ${createHash('sha256').update(readFileSync(path)).digest('hex')}` : head;
}

function unitsOf(which: string): string[] {
  const said = execFileSync('systemctl', ['list-units', '--all', '--plain', '--no-legend', '--no-pager', which], {
    encoding: 'utf8',
  });
  return said.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8').trim();
}
