import { fail } from '../model/errors.ts';
import { codeOf, freeBytes } from './file-fault.ts';

/** SQLite's words for a file that is no database or whose pages contradict each other. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

/** The fault behind an error of SQLite at the state database in `path`; other errors as they were. */
export function stateFault(error: unknown, path: string, home: string): unknown {
  const code = codeOf(error) ?? '';
  const finding = error instanceof Error ? error.message : code;
  if (isDamage(error)) return fail('state-damaged', { path, finding }, error);
  // SHMSIZE: the index beside a -wal found no room; nobody but SQLite's helper file says it that way.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE')
    return fail('disk-full', { path, needBytes: 0, freeBytes: freeBytes(path) ?? 0 }, error);
  if (code.startsWith('SQLITE_BUSY')) return fail('home-busy', { home }, error);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|IOERR)/.test(code)) {
    return fail('home-unusable', { path, reason: `SQLite says ${finding} (${code})` }, error);
  }
  return error;
}
