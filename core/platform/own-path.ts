import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** What another account than root could exchange, on the way to a path or at its end. */
export interface Weakness {
  readonly path: string;
  readonly why: 'owner' | 'writable';
}

const groupWrites = 0o020;
const othersWrite = 0o002;

/**
 * The first of a path and its folders, from the root down, that does not belong to root or that others may write to; links
 * are followed. Null: what lies there is root's alone. A path that is not there yet is judged by the folders that are.
 */
export function weaknessOf(path: string): Weakness | null {
  const way: string[] = [];
  for (let at = realPathOf(path); ; at = dirname(at)) {
    way.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const each of way) {
    const why = weaknessBy(lstatSync(each));
    if (why !== null) return { path: each, why };
  }
  return null;
}

/** By owner and mode of one file or folder alone. A group other than root's may have members; lists of rights show as its mode. */
export function weaknessBy({ uid, gid, mode }: Pick<Stats, 'uid' | 'gid' | 'mode'>): Weakness['why'] | null {
  if (uid !== 0) return 'owner';
  const isGroups = (mode & groupWrites) !== 0 && gid !== 0;
  return isGroups || (mode & othersWrite) !== 0 ? 'writable' : null;
}

/** Of the nearest that is there. */
function realPathOf(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false }) !== undefined) return realpathSync(at);
  }
}
