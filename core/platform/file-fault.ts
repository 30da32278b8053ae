import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../model/errors.ts';

/** The error code of the operating system or of SQLite; null when there is none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * Bytes that we may still write where `path` lies; for a path that is not there yet, where it will lie. Null where
 * the system does not say.
 */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(path);
    return codeOf(error) === 'ENOENT' && parent !== path ? freeBytes(parent) : null;
  }
}

/** The fault behind an error of file work at `path`: `disk-full` with figures, or the error as it was. */
export function fileFault(error: unknown, path: string, needBytes: number): unknown {
  const code = codeOf(error);
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return fail('disk-full', { path, needBytes, freeBytes: freeBytes(path) ?? 0 }, error);
}
