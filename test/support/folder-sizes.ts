import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Every file below a folder with its size in bytes, by path with forward slashes, sorted. */
export function folderSizes(folder: string): Record<string, number> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path).split(sep).join('/'), statSync(path).size]));
}

/** Bytes of all files below a folder. */
export function folderBytesOf(folder: string): number {
  return Object.values(folderSizes(folder)).reduce((sum, bytes) => sum + bytes, 0);
}
