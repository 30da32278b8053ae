import { fail } from '../model/errors.ts';

/**
 * The names that every store can hold and that mean the same on all of them. Lower case only: two names must not
 * become one on a file system that folds case. No name begins with a dot: those are the stores' own, and temporary
 * files. No name ends with one: Windows drops it.
 */
const namePattern = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?$/;
/** The beginning of a name, perhaps of none. */
const nameStartPattern = /^(?:[a-z0-9][a-z0-9._-]*)?$/;

/** Ours are under 60; file systems end at 255, encrypted ones at 143. */
const nameCharsMax = 128;
/** Ours are under 110; S3 ends at 1,024 with prefix and project. */
const keyCharsMax = 512;

/** One part of a key, between slashes. */
export function isObjectName(name: string): boolean {
  return name.length <= nameCharsMax && namePattern.test(name);
}

/** Throws `object-damaged` for a name that we never write: it can only come from damaged or hostile content. */
export function checkKey(key: string): void {
  if (key.length <= keyCharsMax && key.split('/').every(isObjectName)) return;
  throw fail('object-damaged', { key: key.slice(0, keyCharsMax), finding: 'no object can have this name' });
}

/** The same for the prefix of a listing: whole names, then the beginning of one. '' lists everything. */
export function checkKeyPrefix(prefix: string): void {
  const names = prefix.split('/');
  const last = names.pop() ?? '';
  const right = nameStartPattern.test(last) && last.length <= nameCharsMax && names.every(isObjectName);
  if (right && prefix.length <= keyCharsMax) return;
  throw fail('object-damaged', {
    key: prefix.slice(0, keyCharsMax),
    finding: 'no object has a name that begins like this',
  });
}
