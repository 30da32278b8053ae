import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** Large enough that the calls do not count, small beside the memory of a board. */
const readBytes = 256 * 1024;

/**
 * A file's bytes in blocks of `blockBytes` (the last one shorter), in order. A block is good until the
 * next one is asked for: one buffer serves them all, because a large file in fresh ones outruns the garbage collector.
 */
export async function* fileBlocks(path: string, blockBytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(blockBytes);
    for (;;) {
      const block = await filledBlock(file, buffer);
      if (block.length > 0) yield block;
      if (block.length < blockBytes) return;
    }
  } finally {
    await file.close();
  }
}

/** Lower-case hex sha256 and size of a file, streamed. */
export async function fileDigest(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const block of fileBlocks(path, readBytes)) {
    hash.update(block);
    bytes += block.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A read may bring less than asked for without being at the end: only zero bytes are the end. */
async function filledBlock(file: FileHandle, buffer: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
