import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileFault } from './file-fault.ts';

/** A file of a release: where it is, and its name in a copy. */
export interface ReleaseFile {
  readonly path: string;
  readonly name: string;
  readonly mode: 0o644 | 0o755;
  readonly bytes: number;
}

/** A release has some eighty; this many mean that the folder is something else. */
const filesMax = 2_000;
const binding = 'better-sqlite3';

/**
 * The files of a built release that the program needs without its panel: those beside the launcher, and the binding of
 * SQLite with the binaries for Linux. `node`: the binary, where it is to be copied too.
 */
export function releaseFiles(folder: string, node: string | null): ReleaseFile[] {
  const require = createRequire(join(folder, 'membridge.mjs'));
  const bindingFolder = dirname(require.resolve(`${binding}/package.json`));
  const files = [
    ...regularFiles(folder, '', (name) => /^([^/]*\.mjs|package\.json|LICENSE|THIRD-PARTY-NOTICES)$/.test(name)),
    ...regularFiles(bindingFolder, `node_modules/${binding}/`, (name) =>
      /^(package\.json|LICENSE|lib\/.*|build\/Release\/[^/]*\.node|prebuilds\/linux[^/]*\.node)$/.test(name),
    ),
    ...(node === null ? [] : [fileAt(node, 'node', 0o755)]),
  ];
  if (files.length > filesMax) throw new Error(`${folder} holds more than a release`);
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lower-case hex sha256 of all names, modes and contents. */
export function digestOfFiles(files: readonly ReleaseFile[]): string {
  const all = createHash('sha256');
  for (const { path, name, mode } of files) {
    const one = createHash('sha256');
    eachChunk(path, (chunk) => one.update(chunk));
    all.update(`${name} ${mode} ${one.digest('hex')}\n`);
  }
  return all.digest('hex');
}

/** The same files as they lie in a copy; null where one is missing. */
export function filesInCopy(files: readonly ReleaseFile[], folder: string): ReleaseFile[] | null {
  const copied = files.map((file) => ({ ...file, path: join(folder, file.name) }));
  return copied.every(({ path }) => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) ? copied : null;
}

/**
 * Copies them to `folder`, which comes to be whole or not at all; what an earlier try left under its unfinished name goes
 * first. `check` looks at the copy before it gets its name. Faults: `disk-full`.
 */
export async function copyRelease(
  files: readonly ReleaseFile[],
  folder: string,
  check: (part: string) => Promise<void>,
): Promise<void> {
  const part = `${folder}.part`;
  try {
    rmSync(part, { recursive: true, force: true });
    makeFolder(dirname(folder));
    for (const { path, name, mode } of files) {
      const to = join(part, name);
      makeFolder(dirname(to));
      copyFile(path, to, mode);
    }
    await check(part);
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    const needBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    throw fileFault(error, folder, needBytes);
  }
}

const folderMode = 0o755;
const chunkBytes = 1024 * 1024;

function regularFiles(folder: string, prefix: string, isWanted: (name: string) => boolean): ReleaseFile[] {
  const found: ReleaseFile[] = [];
  const look = (below: string) => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const name = `${below}${entry.name}`;
      // Of no use to the helper, and large. Links are not followed: what they lead to is not of the release.
      if (entry.isDirectory() && !skipped.has(entry.name) && prefix !== '') look(`${name}/`);
      if (entry.isFile() && isWanted(name)) found.push(fileAt(join(folder, name), `${prefix}${name}`, 0o644));
    }
  };
  look('');
  return found;
}

const skipped = new Set(['node_modules', 'deps', 'src']);

function fileAt(path: string, name: string, mode: ReleaseFile['mode']): ReleaseFile {
  return { path, name, mode, bytes: lstatSync(path).size };
}

/** With those above it. Not by the umask: a package may put its files beside ours. */
function makeFolder(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  makeFolder(dirname(path));
  mkdirSync(path);
  chmodSync(path, folderMode);
}

function copyFile(from: string, to: string, mode: number): void {
  const file = openSync(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | noFollow, 0o600);
  try {
    eachChunk(from, (chunk) => writeAll(file, chunk));
    // Not by the mode of opening: the umask would take some of it away.
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const noFollow = constants.O_NOFOLLOW ?? 0;

function eachChunk(path: string, take: (chunk: Buffer) => void): void {
  const file = openSync(path, constants.O_RDONLY | noFollow);
  const chunk = Buffer.alloc(chunkBytes);
  try {
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) take(chunk.subarray(0, count));
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, chunk: Buffer): void {
  for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done);
}
