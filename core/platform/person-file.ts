import { lstatSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fail } from '../model/errors.ts';
import { syncFolder, writeAtomically } from './atomic-file.ts';
import { codeOf } from './file-fault.ts';

/** A small file of the person's own, which another program reads and writes too. */
export interface PersonFile {
  /** Where the bytes lie, behind links: a manager of dotfiles keeps its link. */
  readonly target: string;
  /** Null: there is none yet. */
  readonly bytes: Buffer | null;
  readonly mode: number;
}

/** Megabytes of settings are no settings. */
const fileBytesMax = 1024 * 1024;
/** Of a file that we make: as Claude Code makes it. */
const modeNew = 0o600;

/** Reads it whole. Faults: `person-file-unusable`. */
export function readPersonFile(path: string): PersonFile {
  const refuse = (reason: string, cause?: unknown) => fail('person-file-unusable', { path, reason }, cause);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { target: path, bytes: null, mode: modeNew };
    const target = behindLinks(path);
    const facts = statSync(target, { throwIfNoEntry: false });
    if (facts === undefined) return { target, bytes: null, mode: modeNew };
    if (!facts.isFile()) throw refuse('not-a-file');
    if (facts.size > fileBytesMax) throw refuse('too-big');
    // Written by root it would belong to root, and its owner's Claude Code could not read it any more.
    if (process.geteuid !== undefined && facts.uid !== process.geteuid()) throw refuse('not-yours');
    return { target, bytes: readFileSync(target), mode: facts.mode & 0o777 };
  } catch (error) {
    const code = codeOf(error);
    throw code !== null && /^E[A-Z]+$/.test(code) ? refuse(code, error) : error;
  }
}

/**
 * Puts other bytes in its place (null: none), if it still is as it was read. `changed`: somebody wrote it meanwhile, and
 * nothing was done. Faults: `person-file-unusable`, `disk-full`.
 */
export function replacePersonFile(path: string, was: PersonFile, bytes: Buffer | null): 'written' | 'changed' {
  const now = readPersonFile(path);
  const isSame = now.bytes === null || was.bytes === null ? now.bytes === was.bytes : now.bytes.equals(was.bytes);
  if (!isSame || now.target !== was.target) return 'changed';
  try {
    if (bytes !== null) writeAtomically(now.target, bytes, now.mode);
    else {
      rmSync(now.target);
      syncFolder(dirname(now.target));
    }
    return 'written';
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !/^E[A-Z]+$/.test(code)) throw error;
    throw fail('person-file-unusable', { path, reason: code }, error);
  }
}

/** Also of a link to a file that is not there yet. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return resolve(realpathSync(dirname(path)), readlinkSync(path));
  }
}
