import { isFault } from '../model/errors.ts';

/** Something stored that is not what it should be. */
export interface Finding {
  readonly key: string;
  readonly finding: string;
}

/**
 * What a fault says against one stored object; null for faults that are about something else. `key` names the object
 * where the fault does not.
 */
export function damageOf(error: unknown, key: string): Finding | null {
  if (isFault(error, 'object-damaged')) return { key: error.data.key, finding: error.data.finding };
  if (isFault(error, 'object-missing')) return { key: error.data.key, finding: 'it is missing' };
  if (isFault(error, 'format-unknown')) {
    return { key, finding: `format ${error.data.format} is newer than this Membridge` };
  }
  if (isFault(error, 'encryption-switched')) {
    const { pinned, found } = error.data;
    return { key, finding: `it has encryption "${found}" in a project that has "${pinned}"` };
  }
  return null;
}
