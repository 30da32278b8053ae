import { fail } from '../model/errors.ts';
import { diskReserveBytes } from '../model/limits.ts';
import { freeBytes } from './file-fault.ts';

/**
 * Throws `disk-full` unless `needBytes` and a reserve are free where `path` lies (it need not exist yet). Where the
 * system does not say how much is free, the write itself will tell.
 */
export function requireSpaceAt(path: string, needBytes: number): void {
  const free = freeBytes(path);
  const withReserve = needBytes + diskReserveBytes;
  if (free === null || free >= withReserve) return;
  throw fail('disk-full', { path, needBytes: withReserve, freeBytes: free });
}
