import { open } from 'node:fs/promises';
import { codeOf } from '../../platform/file-fault.ts';

/** The newest log file is at most this large (platform/logger.ts), with room to spare. */
const bytesMax = 4 * 1024 * 1024;

/** The last lines of the newest log file; none where there is no log. */
export async function newestLogLines(path: string, count: number): Promise<string[]> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, bytesMax));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes.toString('utf8', 0, bytesRead).split('\n');
    return lines.filter((line) => line !== '').slice(-count);
  } finally {
    await file.close();
  }
}
