import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../model/errors.ts';
import { isThere } from './file-copy.ts';
import { fileFault } from './file-fault.ts';

/** Nobody keeps so many of one point. */
const namesMax = 1_000;

/**
 * A name that is free for a copy of restore point `id`, in a folder (0700) that is made: `memory-r3.db`, then `memory-r3-2.db`.
 * Whoever asks from afar chooses no place. Faults: `disk-full`, `home-unusable`, `file-exists` when there are too many.
 */
export async function freeRestoredPath(folder: string, id: string): Promise<string> {
  const first = restoredPath(folder, id, 1);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileFault(error, folder, 0);
  }
  for (let number = 1; number <= namesMax; number += 1) {
    const path = restoredPath(folder, id, number);
    if (!(await isThere(path))) return path;
  }
  throw fail('file-exists', { path: first });
}

/** `id` is one of ours: letters, digits and dashes. */
export function restoredPath(folder: string, id: string, number: number): string {
  if (!/^[\w-]+$/.test(id)) throw new Error(`not a restore point: ${id}`);
  return join(folder, `memory-${id}${number === 1 ? '' : `-${number}`}.db`);
}
