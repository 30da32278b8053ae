import { liveSwaps } from './live-swaps.ts';
import { lookInto } from './look.ts';
import { memoryOf } from './memory.ts';
import { sha256Hex } from '../sha256.ts';
import type { LiveZram, Transaction, TxStep } from './transaction.ts';
import type { BoardTree } from './tree.ts';
import { zramDevices } from './zram.ts';

/** What a step's target is now: as it was before, as the step leaves it, or neither, so somebody else's. */
export type Standing = 'before' | 'ours' | 'else';

/** Read back for one step; null for those that leave nothing to read. */
export function standingOf(step: TxStep, tree: BoardTree): Standing | null {
  switch (step.kind) {
    case 'file':
      return fileStanding(step, tree);
    case 'sysctl':
      return keyStanding(step, tree);
    case 'reload':
    case 'restart':
      return null;
  }
}

function fileStanding({ path, before, after }: Extract<TxStep, { kind: 'file' }>, tree: BoardTree): Standing {
  if (tree.linkOf(path) !== null) return 'else';
  const found = tree.read(path);
  if (found.kind === 'absent') return before.kind === 'absent' && !isThere(tree, path) ? 'before' : 'else';
  if (found.kind === 'unreadable') return 'else';
  const is = (wanted: { sha256: string; mode: number }) =>
    sha256Hex(found.text) === wanted.sha256 && found.mode === wanted.mode;
  if (is(after)) return 'ours';
  return before.kind === 'file' && is(before) ? 'before' : 'else';
}

/** Of a pair one half is zero, and the other one counts. */
function keyStanding(
  { key, before, after, counterpart }: Extract<TxStep, { kind: 'sysctl' }>,
  tree: BoardTree,
): Standing {
  const now = keyValue(tree, key);
  if (now === after) return 'ours';
  if (now !== before) return 'else';
  return counterpart === null || before !== 0 || keyValue(tree, counterpart.key) === counterpart.value
    ? 'before'
    : 'else';
}

export function keyValue(tree: BoardTree, key: string): number | null {
  return lookInto(tree).number(`/proc/sys/${key.replaceAll('.', '/')}`);
}

/** Whether a folder has the name, whatever it stands for. */
export function isThere(tree: BoardTree, path: string): boolean {
  const at = path.lastIndexOf('/');
  return tree.names(path.slice(0, at) || '/').includes(path.slice(at + 1));
}

/** The kernel rounds to pages, and some owners to whole percents. */
const sizeSlack = 0.02;

/** The device that a restart sets up: as it was, as planned, gone or half set up, or neither. */
export function zramStanding({ zram }: Pick<Transaction, 'zram'>, tree: BoardTree): Standing | 'unfinished' {
  const now = liveZram(tree);
  if (zram === null || isLike(now, zram.before)) return 'before';
  if (isLike(now, zram.wanted)) return 'ours';
  if (now === null || now.priority === null || isBetween(now, zram)) return 'unfinished';
  return 'else';
}

/** A part as it was and a part as planned: set up at a boot by one file of ours without the other. */
function isBetween(now: LiveZram, { before, wanted }: NonNullable<Transaction['zram']>): boolean {
  const fields = ['sizeBytes', 'limitBytes', 'algorithm', 'priority'] as const;
  return fields.every(
    (field) =>
      isLike({ ...wanted, [field]: now[field] }, wanted) ||
      (before !== null && isLike({ ...before, [field]: now[field] }, before)),
  );
}

export function liveZram(tree: BoardTree): LiveZram | null {
  const look = lookInto(tree);
  const found = zramDevices(look, liveSwaps(look)).find(({ name }) => name === 'zram0');
  if (found === undefined) return null;
  const { sizeBytes, limitBytes, algorithm, priority } = found;
  return { sizeBytes, limitBytes, algorithm, priority };
}

function isLike(now: LiveZram | null, wanted: LiveZram | null): boolean {
  if (now === null || wanted === null) return now === wanted;
  return (
    isNear(now.sizeBytes, wanted.sizeBytes) &&
    isNear(now.limitBytes, wanted.limitBytes) &&
    now.algorithm === wanted.algorithm &&
    now.priority === wanted.priority
  );
}

function isNear(now: number | null, wanted: number | null): boolean {
  if (now === null || wanted === null) return now === wanted;
  return Math.abs(now - wanted) <= wanted * sizeSlack;
}

/** What is swapped out grows when it is taken out of zram, and the rest of the system needs some memory meanwhile. */
const growth = 1.2;
const spareBytes = 64 * 2 ** 20;

/** Whether zram0 can be emptied now: all that is in it must find a place in free memory. */
export function swapFits(tree: BoardTree): boolean {
  const look = lookInto(tree);
  const used = liveSwaps(look).find(({ path }) => path === '/dev/zram0')?.usedBytes ?? 0;
  const available = memoryOf(look)?.availableBytes ?? null;
  return used === 0 || (available !== null && available > used * growth + spareBytes);
}
