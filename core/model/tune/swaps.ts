import { valueIn } from './ini.ts';
import type { Look } from './look.ts';
import type { LiveSwap } from './live-swaps.ts';
import type { OwnerId } from './ids.ts';
import type { Owner } from './owners.ts';

/** A swap that is in use or would be after a boot, or a file that was made for it. */
export interface Swap {
  readonly path: string;
  readonly kind: 'zram' | 'file' | 'partition';
  readonly owner: OwnerId;
  readonly isActive: boolean;
  readonly sizeBytes: number | null;
  readonly usedBytes: number | null;
  readonly priority: number | null;
}

/** Files that installers and tools make; looked at so that a forgotten one is seen. */
const usualFiles = ['/var/swap', '/swapfile', '/swap.img', '/swap'];

/** Every swap with its owner; ours is none of them. */
export function swapsOf(look: Look, live: readonly LiveSwap[], owners: readonly Owner[]): Swap[] {
  const claims = claimedPaths(look, owners);
  const idle = [...new Set([...claims.keys(), ...usualFiles])].filter(
    (path) => !live.some((swap) => swap.path === path),
  );
  return [
    ...live.map((swap): Swap => {
      const kind = /^\/dev\/zram\d+$/.test(swap.path) ? 'zram' : swap.type;
      const owner = kind === 'zram' ? zramOwner(owners) : (claims.get(swap.path) ?? 'unknown');
      const { path, sizeBytes, usedBytes, priority } = swap;
      return { path, kind, owner, isActive: true, sizeBytes, usedBytes, priority };
    }),
    ...idle.flatMap((path): Swap[] => {
      const sizeBytes = look.tree.bytesOf(path);
      const isDevice = path.startsWith('/dev/') || !path.startsWith('/');
      if (sizeBytes === null && !isDevice) return [];
      const owner = claims.get(path) ?? 'unknown';
      const kind = isDevice ? 'partition' : 'file';
      return [{ path, kind, owner, isActive: false, sizeBytes, usedBytes: null, priority: null }];
    }),
  ];
}

/** One owner owns all zram; of two nobody can tell whose a device is. */
function zramOwner(owners: readonly Owner[]): OwnerId {
  const makers = owners.filter(({ makes }) => makes === 'zram');
  return makers.length === 1 && makers[0] !== undefined ? makers[0].id : 'unknown';
}

function claimedPaths(look: Look, owners: readonly Owner[]): Map<string, OwnerId> {
  const claims = new Map<string, OwnerId>();
  for (const line of (look.text('/etc/fstab') ?? '').split('\n')) {
    const [what, , type] = line.trim().split(/\s+/);
    if (what && !what.startsWith('#') && type === 'swap' && !what.startsWith('/dev/zram')) {
      claims.set(what.replaceAll('\\040', ' '), 'fstab');
    }
  }
  for (const name of look.tree.names('/etc/systemd/system').filter((each) => each.endsWith('.swap'))) {
    const what = /^What\s*=\s*(\S+)/m.exec(look.text(`/etc/systemd/system/${name}`) ?? '')?.[1];
    if (what !== undefined && !what.startsWith('/dev/zram')) claims.set(what, 'swap-unit');
  }
  // Tools that keep a file come last: DietPi writes fstab for its own.
  for (const { id, makes, settings } of owners) {
    if (makes === 'nothing') continue;
    if (id === 'dphys-swapfile') claims.set(valueIn(settings, 'CONF_SWAPFILE') || '/var/swap', id);
    if (id === 'rpi-swap') claims.set(valueIn(settings, 'File.Path') || '/var/swap', id);
    if (id === 'dietpi' && makes === 'swap-file') {
      claims.set(valueIn(settings, 'AUTO_SETUP_SWAPFILE_LOCATION') || '/var/swap', id);
    }
  }
  return claims;
}
