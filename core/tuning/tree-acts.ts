import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../model/errors.ts';
import { halfWritten } from '../model/tune/own-files.ts';

/** Called before every single change of the disk, with a word for it: where a test can let the program die. */
export type BeforeAct = (what: string) => void;

/** Changes of files below a root, each of them on the disk when it returns. */
export interface TreeActs {
  write(path: string, text: string, mode: number): void;
  /** Into the file that is there, as one writes to /proc. */
  fill(path: string, text: string): void;
  remove(path: string): void;
  link(path: string, target: string): void;
  makeFolder(path: string): void;
  removeFolder(path: string): void;
}

/** Puts what was written on the disk for good; tests of thousands of runs do without. */
export type Flush = (file: number) => void;

/** `root` is absolute. Below another root than the system's own no link is followed: it could lead out of the tree. */
export function treeActs(root: string, before: BeforeAct, flush: Flush = fsyncSync): TreeActs {
  const at = (path: string) => {
    if (root !== '/') refuseLinks(root, path);
    return join(root, path);
  };
  /** One change, and then its name on the disk. */
  const named = (what: string, path: string, act: (full: string) => void) => {
    const full = at(path);
    before(`${what} ${path}`);
    act(full);
    before(`flush the folder of ${path}`);
    flushFolder(dirname(full), flush);
  };
  return {
    write(path, text, mode) {
      const full = at(path);
      before(`make ${path}`);
      fillHalf(halfWritten(full), text, mode, (file) => {
        before(`flush ${path}`);
        flush(file);
      });
      named('rename', path, () => renameSync(halfWritten(full), full));
    },
    fill(path, text) {
      const full = at(path);
      before(`fill ${path}`);
      const flags = constants.O_WRONLY | noFollow | (root === '/' ? 0 : constants.O_TRUNC);
      withFile(full, flags, (file) => writeFileSync(file, text));
    },
    remove: (path) => named('remove', path, (full) => unless(['ENOENT'], () => unlinkSync(full))),
    link: (path, target) =>
      named('link', path, (full) => {
        if (!leadsTo(full, target)) symlinkSync(target, full);
      }),
    makeFolder: (path) =>
      named('make', path, (full) =>
        unless(['EEXIST'], () => {
          mkdirSync(full);
          // Not by the umask: systemd and others read what is in it.
          withFile(full, constants.O_RDONLY, (file) => fchmodSync(file, folderMode));
        }),
      ),
    removeFolder: (path) =>
      named('remove', path, (full) => unless(['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'], () => rmdirSync(full))),
  };
}

const noFollow = constants.O_NOFOLLOW ?? 0;
const halfFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noFollow;
const folderMode = 0o755;

/** `last` is called with the file still open. */
function fillHalf(half: string, text: string, mode: number, last: Flush): void {
  withFile(half, halfFlags, (file) => {
    writeFileSync(file, text);
    // Not by the mode of opening: the umask would take some of it away.
    fchmodSync(file, mode);
    last(file);
  });
}

function withFile(full: string, flags: number, work: (file: number) => void): void {
  const file = openSync(full, flags, 0o600);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}

function leadsTo(full: string, target: string): boolean {
  return lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() === true && readlinkSync(full) === target;
}

function flushFolder(folder: string, flush: Flush): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) withFile(folder, constants.O_RDONLY, flush);
}

function refuseLinks(root: string, path: string): void {
  const words = path.split('/').slice(1, -1);
  for (const [index] of words.entries()) {
    const folder = `/${words.slice(0, index + 1).join('/')}`;
    const found = lstatSync(join(root, folder), { throwIfNoEntry: false });
    if (found?.isSymbolicLink() === true) throw fail('tune-tree-linked', { path: folder });
  }
}

function unless(codes: readonly string[], act: () => void): void {
  try {
    act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!codes.includes(code)) throw error;
  }
}
