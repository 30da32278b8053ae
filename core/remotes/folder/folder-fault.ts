import { fail, isFault, type MembridgeError } from '../../model/errors.ts';

/** What an error number means for the one who wants the folder; the words complete "the folder answers: …". */
type Meaning =
  | { readonly kind: 'missing' | 'full' }
  | { readonly kind: 'denied' | 'unreachable'; readonly words: string };

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['ENOENT', { kind: 'missing' }],
  ['EACCES', { kind: 'denied', words: 'permission denied' }],
  ['EPERM', { kind: 'denied', words: 'operation not permitted' }],
  ['EROFS', { kind: 'denied', words: 'it is read-only' }],
  ['ENAMETOOLONG', { kind: 'denied', words: 'it cannot hold names of this length' }],
  ['ENOSPC', { kind: 'full' }],
  ['EDQUOT', { kind: 'full' }],
  ['EIO', { kind: 'unreachable', words: 'the device reports an error' }],
  ['ENXIO', { kind: 'unreachable', words: 'the device is gone' }],
  ['ENODEV', { kind: 'unreachable', words: 'the device is gone' }],
  ['ESTALE', { kind: 'unreachable', words: 'the network folder has changed on its server' }],
  ['ENOTCONN', { kind: 'unreachable', words: 'the network folder is not connected' }],
  ['ETIMEDOUT', { kind: 'unreachable', words: 'no answer in time' }],
]);

export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** True when the call may have been carried out all the same: what a network folder or a failing disk answers. */
export function mayHaveActed(error: unknown): boolean {
  const code = errorCode(error);
  return code !== null && isErrorNumber(error) && (meanings.get(code)?.kind ?? 'unreachable') === 'unreachable';
}

/** The fault to throw for an error of the file system. What is already a fault, or a bug, is handed on as it is. */
export function folderFault(error: unknown, where: string): unknown {
  if (isFault(error) || !isErrorNumber(error)) return error;
  const code = errorCode(error) ?? 'unknown';
  const meaning = meanings.get(code) ?? { kind: 'unreachable', words: 'it does not work' };
  switch (meaning.kind) {
    case 'missing':
      return fail('remote-missing', { where }, error);
    case 'full':
      return fail('remote-full', { where }, error);
    case 'denied':
      return fail('remote-denied', { where, reason: `${meaning.words} (${code})` }, error);
    case 'unreachable':
      return fail('remote-unreachable', { where, reason: `${meaning.words} (${code})` }, error);
  }
}

/** Something that is no plain file of ours stands under a key: nothing that Membridge makes. */
export function notAFile(key: string, cause?: unknown): MembridgeError {
  return fail('object-damaged', { key, finding: 'what stands there is not a plain file' }, cause);
}

/** A link stands where one of the key's folders should be. */
export function notARealFolder(key: string): MembridgeError {
  return fail('object-damaged', { key, finding: 'a link stands where a folder should be' });
}

/** A file stands where one of the key's folders should be. */
export function notAFolder(key: string, cause?: unknown): MembridgeError {
  return fail('object-damaged', { key, finding: 'a file stands where a folder should be' }, cause);
}

/** Errors of the operating system carry their number; those of Node's own argument checks do not. */
function isErrorNumber(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number';
}
