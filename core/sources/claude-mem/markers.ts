import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../model/ids.ts';

/** The names that claude-mem 13.25.3 looks for; only that the files exist counts, their content is for people. */
export const cleanupMarker = '.cleanup-v12.4.3-applied';
export const remapMarker = '.cwd-remap-applied-v1';

/**
 * Tells claude-mem that its two one-time passes over a database are done, where it has not been told before. Without the
 * markers its next start copies the whole database up to twice and may rename projects after this machine's folders
 * (claude-mem.md section 1): both were done, or not needed, where the database comes from.
 */
export async function createMarkers(folder: string, now: Instant): Promise<void> {
  const at = new Date(now).toISOString();
  const counts = { observerSessions: 0, observerCascadeRows: 0, stuckPendingMessages: 0 };
  const cleanup = { appliedAt: at, backupPath: null, chromaWiped: false, counts, skipped: 'database-placed' };
  await writeOnce(join(folder, cleanupMarker), JSON.stringify(cleanup, null, 2));
  await writeOnce(join(folder, remapMarker), at);
}

async function writeOnce(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
