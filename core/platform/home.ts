import { chmodSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, isFault } from '../model/errors.ts';
import { codeOf, fileFault } from './file-fault.ts';

/** Where everything of one installation lies. Only the person's own account may look inside. */
export interface Home {
  /** Absolute and real: no symlink on the way. */
  readonly folder: string;
  readonly settingsFile: string;
  readonly secretsFile: string;
  readonly stateFile: string;
  readonly lockFile: string;
  readonly logFile: string;
  readonly scratchFolder: string;
  readonly restorePointsFolder: string;
  /** Copies of restore points that a person asked for; theirs to move and remove. */
  readonly restoredFolder: string;
  /** What could not be used any more and is kept for a person: a damaged state database, restore points it named. */
  readonly movedAsideFolder: string;
}

export type HomeNotice =
  | { readonly kind: 'as-it-was' }
  | { readonly kind: 'made' }
  /** Others could read or write it; now only its owner can. */
  | { readonly kind: 'tightened'; readonly modeBefore: number };

/** The names in a home folder, whether it is there or not. `folder` is absolute. */
export function homeAt(folder: string): Home {
  return {
    folder,
    settingsFile: join(folder, 'settings.json'),
    secretsFile: join(folder, 'secrets.json'),
    stateFile: join(folder, 'state.db'),
    lockFile: join(folder, 'host.lock'),
    logFile: join(folder, 'logs', 'membridge.jsonl'),
    scratchFolder: join(folder, 'scratch'),
    restorePointsFolder: join(folder, 'restore-points'),
    restoredFolder: join(folder, 'restored'),
    movedAsideFolder: join(folder, 'moved-aside'),
  };
}

/**
 * Makes the home folder if need be, and sees to it that it belongs to this account alone (0700).
 * Faults: `home-unusable` (no folder, not ours, cannot be written), `disk-full`.
 */
export function openHome(path: string): { readonly home: Home; readonly notice: HomeNotice } {
  const made = makeFolder(resolve(path));
  const folder = realpathSync(path);
  const facts = statSync(folder);
  checkOwner(folder, facts);
  const modeBefore = facts.mode & 0o777;
  const home = homeAt(folder);
  if (process.platform === 'win32' || (modeBefore & 0o077) === 0) {
    return { home, notice: made ? { kind: 'made' } : { kind: 'as-it-was' } };
  }
  tighten(folder, modeBefore);
  return { home, notice: { kind: 'tightened', modeBefore } };
}

/** Removes half-written small files of a crash. Only with the home locked: another process might still be writing them. */
export function sweepHome(home: Home): void {
  for (const name of readdirSync(home.folder)) {
    // Both forms: ours (atomic-file.ts) and that of the settings library.
    if (/^(settings|secrets|shell|keychain-door)\.json\.tmp-[0-9a-f]+$/.test(name))
      rmSync(join(home.folder, name), { force: true });
  }
}

function tighten(path: string, modeBefore: number): void {
  try {
    chmodSync(path, 0o700);
  } catch (error) {
    const reason = `others can look into it (mode ${modeBefore.toString(8)}), and that cannot be changed (${codeOf(error) ?? 'unknown reason'})`;
    throw fail('home-unusable', { path, reason }, error);
  }
}

/** True when it had to be made. */
function makeFolder(path: string): boolean {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts?.isDirectory() === true) return false;
    if (facts !== undefined) throw fail('home-unusable', { path, reason: 'it is a file, not a folder' });
    return mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined;
  } catch (error) {
    const fault = fileFault(error, path, 0);
    if (isFault(fault)) throw fault;
    throw fail('home-unusable', { path, reason: `it cannot be made (${codeOf(error) ?? 'unknown reason'})` }, error);
  }
}

function checkOwner(path: string, facts: Stats): void {
  const me = process.geteuid?.();
  if (me === undefined || facts.uid === me) return;
  throw fail('home-unusable', { path, reason: `it belongs to user ${facts.uid}, and this is user ${me}` });
}
