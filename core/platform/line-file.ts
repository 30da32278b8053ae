import { open } from 'node:fs/promises';
import { fail } from '../model/errors.ts';
import { codeOf } from './file-fault.ts';

/** A line of a text file, without its end; `finding`: why it has no text. */
export type FileLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly text: null; readonly finding: 'too long' | 'not UTF-8' };

/** Read at once. */
const blockBytes = 256 * 1024;
const lineFeed = 0x0a;

/**
 * The lines of a file, numbered from 1; empty ones are left out. One longer than `lineBytesMax` is passed over and never in
 * memory. Faults: `file-unreadable`.
 */
export async function* linesOf(path: string, lineBytesMax: number): AsyncGenerator<FileLine> {
  let number = 0;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const end = (): FileLine | null => {
    number += 1;
    const line = bytes > lineBytesMax ? null : Buffer.concat(pieces);
    [pieces, bytes] = [[], 0];
    return line === null ? { number, text: null, finding: 'too long' } : decoded(number, line);
  };
  const take = (piece: Uint8Array): void => {
    bytes += piece.length;
    if (bytes > lineBytesMax) pieces = [];
    else pieces.push(piece);
  };
  for await (const block of blocksOf(path)) {
    let from = 0;
    for (let at = block.indexOf(lineFeed); at !== -1; at = block.indexOf(lineFeed, from)) {
      take(block.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line !== null) yield line;
    }
    // The block is used again: what goes on in the next one is copied.
    if (from < block.length) take(Uint8Array.from(block.subarray(from)));
  }
  const last = bytes > 0 ? end() : null;
  if (last !== null) yield last;
}

function decoded(number: number, line: Uint8Array): FileLine | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return { number, text: null, finding: 'not UTF-8' };
  }
  const trimmed = text.endsWith('\r') ? text.slice(0, -1) : text;
  return trimmed.trim() === '' ? null : { number, text: trimmed };
}

async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const block = Buffer.allocUnsafe(blockBytes);
      for (;;) {
        const { bytesRead } = await file.read(block, 0, blockBytes, null);
        if (bytesRead === 0) return;
        yield block.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fail('file-unreadable', { path, reason: codeOf(error) ?? String(error) }, error);
  }
}
