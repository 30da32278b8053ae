import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, isFault } from '../model/errors.ts';
import { syncFolder } from './atomic-file.ts';
import { isThere, nameAnew } from './file-copy.ts';
import { codeOf, fileFault } from './file-fault.ts';

/**
 * Writes text to where a person wants it, flushed, mode 0600: whole or not at all, also when killed. Resolves to its bytes.
 * Faults: `file-exists` (never overwrites), `disk-full`, `usage` (no such folder, no right to write there), those of `texts`.
 */
export async function writeNewFile(to: string, texts: AsyncIterable<string>): Promise<number> {
  await requireNew(to);
  const temporary = join(dirname(to), `.${basename(to)}.membridge-part`);
  try {
    await rm(temporary, { force: true });
    const bytes = await writeAll(temporary, texts);
    await nameAnew(temporary, to);
    syncFolder(dirname(to));
    return bytes;
  } catch (error) {
    if (isFault(error)) throw error;
    throw fail('usage', { detail: `${to} cannot be written: ${codeOf(error) ?? String(error)}` }, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Throws `file-exists` where something has that name. */
export async function requireNew(path: string): Promise<void> {
  if (await isThere(path)) throw fail('file-exists', { path });
}

/** Texts are gathered to this size: a write for each line would take most of the time. */
const blockCharsMax = 256 * 1024;

async function writeAll(path: string, texts: AsyncIterable<string>): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let bytes = 0;
    let block = '';
    const write = async () => {
      const written = Buffer.from(block);
      block = '';
      bytes += written.length;
      try {
        await file.appendFile(written);
      } catch (error) {
        throw fileFault(error, path, written.length);
      }
    };
    for await (const text of texts) {
      block += text;
      if (block.length >= blockCharsMax) await write();
    }
    await write();
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}
