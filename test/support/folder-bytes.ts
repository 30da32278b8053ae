import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Names in a folder with the sha256 of each file's bytes; of a -shm only that it is there, every opener may rebuild it. */
export function folderBytes(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(
    names.map((name) => [name, name.endsWith('-shm') ? 'index' : sha256Of(join(folder, name))]),
  );
}

export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
