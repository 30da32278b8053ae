import type { BoardTree } from './tree.ts';

/** The first line of the unit: what has it not is somebody else's. */
export const guardHeader =
  '# Managed by Membridge: it goes as soon as a change of settings is confirmed or taken back.';

/**
 * What takes back a change that nobody confirms, when the program that made it is gone: a unit for the next boot, which
 * lies here from before the first step until the change is settled, and a timer of systemd for this boot.
 */
export const guardPaths = {
  unit: '/etc/systemd/system/membridge-tune-recover.service',
  link: '/etc/systemd/system/multi-user.target.wants/membridge-tune-recover.service',
} as const;

/** Transient: it lives in systemd, not in a file. */
export const guardTimer = 'membridge-tune-revert';

/** Long enough to look whether the machine still works, short enough to sit out when it does not. */
export const confirmMs = 120_000;

/** The unit; `command` is written as ExecStart= wants it. After sysctl.d was applied: what is restored must stay. */
export function guardUnit(command: string): string {
  return [
    guardHeader,
    '[Unit]',
    'Description=Take back settings of this machine that were not confirmed (Membridge)',
    'After=local-fs.target systemd-sysctl.service',
    'ConditionPathExists=/var/lib/membridge/tuning/journal.json',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${command}`,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** Whether something that is not ours stands where the guard would be. */
export function isGuardForeign(tree: BoardTree): boolean {
  const link = tree.linkOf(guardPaths.link);
  if (link !== null && link !== guardPaths.unit) return true;
  if (tree.linkOf(guardPaths.unit) !== null) return true;
  const unit = tree.read(guardPaths.unit);
  return unit.kind === 'unreadable' || (unit.kind === 'text' && !unit.text.startsWith(`${guardHeader}\n`));
}

/** Whether a guard, or a part of one, stands. */
export function hasGuard(tree: BoardTree): boolean {
  return tree.read(guardPaths.unit).kind === 'text' || tree.linkOf(guardPaths.link) !== null;
}
