import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { fileFault } from './file-fault.ts';

/**
 * Writes a small file whole or not at all: afterwards, a power cut included, `path` holds the old bytes or the new.
 * `mode` is the file's, whatever the old one had. Faults: `disk-full`. A crash may leave `<name>.tmp-…` beside it
 * (home.ts sweeps them).
 */
export function writeAtomically(path: string, bytes: string | Uint8Array, mode = 0o600): void {
  const temporary = join(dirname(path), `${basename(path)}.tmp-${randomBytes(8).toString('hex')}`);
  try {
    writeDurably(temporary, bytes, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileFault(error, path, bytes.length);
  }
  syncFolder(dirname(path));
}

/** Makes the names in a folder survive a power cut: a new file is only there for sure when its folder was flushed. */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder; its file system journals names by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeDurably(path: string, bytes: string | Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
