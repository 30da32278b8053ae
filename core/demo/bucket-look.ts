import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every age file begins so. */
const ageStart = 'age-encryption.org/v1\n';

export interface StoredFile {
  /** From the folder that was looked into, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly isSealed: boolean;
  readonly sha256: string;
}

export interface BucketLook {
  readonly files: readonly StoredFile[];
  /** Those of the texts that stand readable in some file. */
  readonly readable: readonly string[];
}

/** Reads every file of a folder as a stranger would, one at a time, and looks for texts in it. In the order of the names. */
export async function lookIntoBucket(folder: string, texts: readonly string[]): Promise<BucketLook> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const readable = new Set<string>();
  const files: StoredFile[] = [];
  for (const path of paths.toSorted()) {
    const body = await readFile(path);
    for (const text of textsIn(body, texts)) readable.add(text);
    files.push({
      path: path.slice(folder.length + 1).replaceAll('\\', '/'),
      bytes: body.length,
      isSealed: body.subarray(0, ageStart.length).toString('latin1') === ageStart,
      sha256: createHash('sha256').update(body).digest('hex'),
    });
  }
  return { files, readable: [...readable] };
}

/** The texts that stand in a file, as UTF-8. */
export async function textsInFile(path: string, texts: readonly string[]): Promise<string[]> {
  return textsIn(await readFile(path), texts);
}

function textsIn(body: Buffer, texts: readonly string[]): string[] {
  return texts.filter((text) => body.includes(text));
}
