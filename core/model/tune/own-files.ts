import type { BoardTree } from './tree.ts';

/** The first line of every file that tuning writes: what has it not is somebody else's and is left alone. */
export const ownHeader = '# Managed by Membridge: `membridge tune revert` takes it back.';

/** Every path that tuning may ever write: closed, so that a root helper can refuse all others. */
export const ownPaths = {
  sysctl: '/etc/sysctl.d/99-zz-membridge.conf',
  'zram-generator': '/etc/systemd/zram-generator.conf.d/60-membridge.conf',
  'zram-generator limit': '/etc/systemd/system/systemd-zram-setup@zram0.service.d/60-membridge.conf',
  'zram-tools': '/etc/systemd/system/zramswap.service.d/60-membridge.conf',
  armbian: '/etc/systemd/system/armbian-zram-config.service.d/60-membridge.conf',
} as const;

export type OwnPath = (typeof ownPaths)[keyof typeof ownPaths];

/** The name under which a file of ours is written before it gets its own: read by nobody, since it does not end as theirs do. */
export function halfWritten(path: string): string {
  return `${path}.membridge-tmp`;
}

/** What stands at one of these paths. `foreign`: without our header, or unreadable. */
export type OwnFile =
  | { readonly kind: 'ours'; readonly path: OwnPath; readonly text: string; readonly mode: number }
  | { readonly kind: 'foreign'; readonly path: OwnPath };

/** Those that are there. */
export function ownFiles(tree: BoardTree): OwnFile[] {
  return Object.values(ownPaths).flatMap((path): OwnFile[] => {
    if (tree.linkOf(path) !== null) return [{ kind: 'foreign', path }];
    const found = tree.read(path);
    if (found.kind === 'absent') return [];
    if (found.kind === 'unreadable' || !found.text.startsWith(`${ownHeader}\n`)) return [{ kind: 'foreign', path }];
    return [{ kind: 'ours', path, text: found.text, mode: found.mode }];
  });
}
