import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { type BoardTree, treeFileBytesMax, treeNamesMax, type TreeText } from '../model/tune/tree.ts';

/** As the kernel allows in one path. */
const linksMax = 40;
const absentCodes = new Set(['ENOENT', 'ENOTDIR']);

/**
 * The tree below the folder `root` (absolute). Links are followed as if the root were the file system's, so that a copied
 * tree never leads to this machine's own files. Nothing is written, no device or pipe is opened.
 */
export function boardTree(root: string): BoardTree {
  return {
    read: (path) => read(root, path),
    names(folder) {
      try {
        const found = resolved(root, folder);
        return found === null ? [] : readdirSync(join(root, found.path)).slice(0, treeNamesMax).toSorted();
      } catch {
        return [];
      }
    },
    linkOf(path) {
      try {
        const parent = resolved(root, path.slice(0, path.lastIndexOf('/')) || '/');
        if (parent === null) return null;
        const full = join(root, parent.path, path.slice(path.lastIndexOf('/') + 1));
        return lstatSync(full).isSymbolicLink() ? readlinkSync(full) : null;
      } catch {
        return null;
      }
    },
    bytesOf(path) {
      try {
        const found = resolved(root, path);
        return found?.stats.isFile() === true ? found.stats.size : null;
      } catch {
        return null;
      }
    },
  };
}

function read(root: string, path: string): TreeText {
  try {
    const found = resolved(root, path);
    if (found === null) return { kind: 'absent' };
    if (found.stats.isDirectory()) return { kind: 'unreadable', reason: 'EISDIR' };
    // /dev/null stands for "there is none".
    return found.stats.isFile() ? textOf(join(root, found.path)) : { kind: 'absent' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return absentCodes.has(code) ? { kind: 'absent' } : { kind: 'unreadable', reason: code };
  }
}

function textOf(full: string): TreeText {
  const file = openSync(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return { kind: 'absent' };
    const bytes = firstBytes(file);
    if (bytes === null) return { kind: 'unreadable', reason: 'EFBIG' };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { kind: 'text', text, mode: stats.mode & 0o7777 };
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'unreadable', reason: 'EILSEQ' };
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Files of /proc say that they are empty: read until nothing comes. Null for too much. */
function firstBytes(file: number): Buffer | null {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(chunkBytes);
    const count = readSync(file, chunk);
    if (count === 0) return Buffer.concat(chunks, total);
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total > treeFileBytesMax) return null;
  }
}

const chunkBytes = 16 * 1024;

/** Where a path leads inside the root, with what is there; null when it leads nowhere. Throws what the system says. */
function resolved(root: string, path: string): { readonly path: string; readonly stats: Stats } | null {
  const waiting = path.split('/');
  let at: string[] = [];
  let stats = lstatSync(root);
  let links = 0;
  while (waiting.length > 0) {
    const word = waiting.shift() ?? '';
    if (word === '' || word === '.') continue;
    if (word === '..') {
      at = at.slice(0, -1);
      stats = lstatSync(join(root, ...at));
      continue;
    }
    const next = [...at, word];
    const found = lstatSync(join(root, ...next), { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isSymbolicLink()) {
      at = next;
      stats = found;
      continue;
    }
    links += 1;
    if (links > linksMax) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    const target = readlinkSync(join(root, ...next));
    if (target.startsWith('/')) at = [];
    waiting.unshift(...target.split('/'));
  }
  return { path: at.join('/'), stats };
}
