import { resolve } from 'node:path';
import { cleanupBounds } from '../../model/cleanup/bounds.ts';
import { processEnder } from '../../tuning/process-ender.ts';
import type { CleanupDesk } from '../cleanup-desk.ts';
import type { Tools } from './tools.ts';

/** `null`: this machine. */
export interface CleanupTrees {
  readonly root: string | null;
  /** The same machine's tree at a later moment. */
  readonly later: string | null;
}

/** Clean-up on this machine, or over copied trees, whose processes nobody can end. */
export function cleanupDesk({ clock, at, processTable }: Tools, { root, later }: CleanupTrees): CleanupDesk {
  const first = processTable(root === null ? '/' : resolve(at.folder, root));
  const second = root === null ? first : processTable(resolve(at.folder, later ?? root));
  return { first, second, ender: processEnder(), clock, bounds: cleanupBounds };
}
