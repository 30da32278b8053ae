import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Processes } from '../../ports/processes.ts';

const pidFileSchema = z.object({
  pid: z.int().min(1),
  port: z.int().min(1).max(65_535),
  /** Older releases wrote none. */
  startToken: z.string().min(1).optional(),
});

/** What the worker says of itself in worker.pid. */
export type PidFile = z.infer<typeof pidFileSchema>;

/** One process for ever: a pid alone is used again after its process has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Null where nobody could tell. */
  readonly startToken: string | null;
}

/** Null when there is none, or it is not one. */
export async function readPidFile(folder: string): Promise<PidFile | null> {
  const text = await readFile(join(folder, 'worker.pid'), 'utf8').catch(() => null);
  return text === null ? null : parsePidFile(text);
}

export function parsePidFile(text: string): PidFile | null {
  try {
    return pidFileSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Whether that very process lives. An unknown token on either side leaves the pid's word. */
export async function lives({ pid, startToken }: ProcessIdentity, processes: Processes): Promise<boolean> {
  if (!(await processes.isAlive(pid))) return false;
  if (startToken === null) return true;
  const now = await processes.startToken(pid);
  return now === null || now === startToken;
}

/**
 * Removes a worker.pid whose process is gone. claude-mem's launcher does so too, but takes a zombie for a live worker and
 * waits half a minute for it.
 */
export async function removeStalePidFile(folder: string, processes: Processes): Promise<void> {
  const path = join(folder, 'worker.pid');
  const text = await readFile(path, 'utf8').catch(() => null);
  const recorded = text === null ? null : parsePidFile(text);
  if (recorded === null || (await lives({ pid: recorded.pid, startToken: recorded.startToken ?? null }, processes)))
    return;
  // Read again: a new worker may have written its own meanwhile.
  if ((await readFile(path, 'utf8').catch(() => null)) === text) await rm(path, { force: true });
}
