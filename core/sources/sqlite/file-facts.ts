import { statSync } from 'node:fs';
import { sidecarSuffixes } from './live-file.ts';

/**
 * Inode, size and modification time of a database and of what lies beside it: equal as long as nobody writes. Not the
 * change time: SQLite sets the owner of a journal when it opens one.
 */
export function fileFacts(file: string): string {
  return ['', ...sidecarSuffixes].map((suffix) => factsOf(file + suffix)).join('; ');
}

/** Which file has the name; `none` for no file. */
export function identityOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.dev} ${found.ino}`;
}

function factsOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? 'none' : [found.ino, found.size, found.mtimeNs].join(' ');
}
