import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../model/errors.ts';
import { codeOf, fileFault } from './file-fault.ts';
import { holdFile, type HeldFile } from './held-file.ts';
import type { Home } from './home.ts';
import { lockHolder } from './lock-holder.ts';

/**
 * One process per home folder, until `release` or the end of the process. Faults: `home-busy` at once (its cause says
 * which process, where the system tells), `home-unusable`, `disk-full`.
 */
export function lockHome(home: Home): HeldFile {
  const path = home.lockFile;
  let lock: HeldFile | null;
  try {
    lock = holdFile(path, 0o600);
  } catch (error) {
    const fault = fileFault(error, path, 0);
    if (fault !== error) throw fault;
    throw fail(
      'home-unusable',
      { path: home.folder, reason: `nothing can be written in it (${codeOf(error) ?? String(error)})` },
      error,
    );
  }
  if (lock === null) throw fail('home-busy', { home: home.folder }, lockHolder(path));
  return lock;
}

/**
 * One process per source, whatever its home or user: `path` is the real path of the live database, which need not
 * exist. The lock file lies beside it, as open to others as the source is; where that folder is absent or read-only,
 * in the system's folder for temporary files. Faults: `source-busy` at once, `disk-full`.
 */
export function lockSource(path: string): HeldFile {
  const beside = `${path}.membridge-lock`;
  const mode = modeOf(path);
  const lock = holdOr(beside, mode, () => holdOr(fallbackFor(path), mode, () => null));
  if (lock === null) throw fail('source-busy', { path }, lockHolder(beside) ?? lockHolder(fallbackFor(path)));
  return lock;
}

/** Holds `path`; `elsewhere` where no file can be made there. Null: another has it. */
function holdOr(path: string, mode: number, elsewhere: () => HeldFile | null): HeldFile | null {
  try {
    return holdFile(path, mode);
  } catch (error) {
    const code = codeOf(error);
    // A lock file that is there but not for us belongs to another user, who may be at work: that counts as busy.
    if (code === 'EACCES' && existsSync(path)) return null;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') return elsewhere();
    throw fileFault(error, path, 0);
  }
}

/** Who may write the source may lock it. */
function modeOf(path: string): number {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? 0o600 : (facts.mode & 0o666) | 0o600;
}

/** By inode, so that two names of one file meet; by name where there is no file yet. */
function fallbackFor(path: string): string {
  const facts = statSync(path, { bigint: true, throwIfNoEntry: false });
  const name =
    facts === undefined ? createHash('sha256').update(path).digest('hex').slice(0, 32) : `${facts.dev}-${facts.ino}`;
  return join(tmpdir(), `membridge-${name}.lock`);
}
