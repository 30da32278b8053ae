import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PutResult } from '../../ports/remote.ts';
import { errorCode, mayHaveActed } from './folder-fault.ts';
import { lookOrNull } from './look.ts';
import { claimName } from './temporary-name.ts';

/** Answers to link(2) in a folder that we just wrote a file into: the file system (FAT, exFAT, some shares) has no hard links. */
const noLinks = new Set(['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV', 'EINVAL']);

/** A claim is held for one look and one rename; this long after, its holder is dead. */
const claimAgeNs = 60n * 1_000_000_000n;
/** Looks at a held claim before we say that we do not know: some tenths of a second. */
const claimLooksMax = 1_000;

/**
 * Gives a complete file its name, only if the name is new. Atomic: of all that try, on one machine or on several that
 * share a sound file system, one is told `stored`. The temporary name stays.
 */
export async function linkNew(temporary: string, target: string): Promise<PutResult | 'no-hard-links'> {
  try {
    await link(temporary, target);
    return 'stored';
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw error;
    // A network folder whose first answer was lost asks twice and says EEXIST of its own success: the count tells.
    if ((await linkCount(temporary)) > 1n) return 'stored';
    if (code === 'EEXIST') return 'refused';
    if (noLinks.has(code)) return 'no-hard-links';
    if (mayHaveActed(error)) return 'unknown';
    throw error;
  }
}

/**
 * The same without hard links: whoever creates the claim file beside the object may look whether the name is free and
 * rename onto it. Honoured, and complete for readers at every moment, but a holder that sleeps for a minute is passed over:
 * grade B of protocol.md section 10. `nowNs` is the folder's own time.
 */
export async function claimNew(temporary: string, target: string, nowNs: bigint): Promise<PutResult> {
  const claim = join(dirname(target), claimName(basename(target)));
  for (let look = 0; look < claimLooksMax; look++) {
    if (await exists(target)) return 'refused';
    if (!(await takeClaim(claim, nowNs))) continue;
    try {
      return (await exists(target)) ? 'refused' : await renameOver(temporary, target);
    } finally {
      await rm(claim, { force: true });
    }
  }
  return 'unknown';
}

/** Gives a complete file its name, whatever had it before: a reader sees the old or the new bytes, never a mixture. */
export async function renameOver(temporary: string, target: string): Promise<PutResult> {
  try {
    await rename(temporary, target);
    return 'stored';
  } catch (error) {
    if (mayHaveActed(error)) return 'unknown';
    throw error;
  }
}

async function takeClaim(claim: string, nowNs: bigint): Promise<boolean> {
  try {
    await (await open(claim, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const held = await lookOrNull(claim);
  if (held !== null && nowNs - held.mtimeNs > claimAgeNs) await rm(claim, { force: true });
  return false;
}

async function exists(path: string): Promise<boolean> {
  return (await lookOrNull(path)) !== null;
}

async function linkCount(path: string): Promise<bigint> {
  return (await lookOrNull(path).catch(() => null))?.nlink ?? 0n;
}
