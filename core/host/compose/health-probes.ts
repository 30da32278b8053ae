import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { freeBytes } from '../../platform/file-fault.ts';
import { openHome, type Home } from '../../platform/home.ts';
import { findBun } from '../../sources/claude-mem/bun.ts';
import type { Surroundings } from './surroundings.ts';
import type { Tools } from './tools.ts';

/** Rights of the home folder as its owner sees them (`755`); null where there is none, or the system has no such rights. */
export function homeMode({ folder }: Home): { readonly exists: boolean; readonly openTo: string | null } {
  const facts = statSync(folder, { throwIfNoEntry: false });
  if (facts === undefined) return { exists: false, openTo: null };
  const isOpen = process.platform !== 'win32' && (facts.mode & 0o077) !== 0;
  return { exists: true, openTo: isOpen ? (facts.mode & 0o777).toString(8) : null };
}

/** Closes the home folder to others. */
export function closeHome({ folder }: Home): void {
  openHome(folder);
}

export function nodeVersion(): string {
  return process.versions.node;
}

/** Bytes that may still be written where `path` lies; null where the system does not say. */
export function freeSpace(path: string): number | null {
  return freeBytes(path);
}

export function bunPath(at: Surroundings): Promise<string | null> {
  return findBun(at);
}

const spawnLockSchema = z.object({ pid: z.int().min(1), holder: z.literal('membridge') });

/** Whether a dead process of ours left the lock that keeps claude-mem's worker from starting. */
export async function hasStaleInterlock(
  databasePath: string,
  { processes }: Pick<Tools, 'processes'>,
): Promise<boolean> {
  const text = await readFile(join(dirname(databasePath), 'spawn.lock'), 'utf8').catch(() => '');
  const lock = spawnLockSchema.safeParse(parsed(text)).data;
  return lock !== undefined && !(await processes.isAlive(lock.pid));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
