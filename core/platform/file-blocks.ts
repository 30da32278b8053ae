import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

/** Large enough that the calls do not count, small beside the memory of a board. */
const readBytes = 256 * 1024;

/** A file's bytes in blocks of `blockBytes` (the last one shorter), in order; every block is the caller's to keep. */
export async function* fileBlocks(path: string, blockBytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    for (;;) {
      const block = await filledBlock(file, blockBytes);
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
async function filledBlock(file: FileHandle, blockBytes: number): Promise<Uint8Array> {
  const block = new Uint8Array(blockBytes);
  let filled = 0;
  while (filled < blockBytes) {
    const { bytesRead } = await file.read(block, filled, blockBytes - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return block.subarray(0, filled);
}
