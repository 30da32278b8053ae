import type { Look } from './look.ts';

/** One line of /proc/swaps. */
export interface LiveSwap {
  readonly path: string;
  readonly type: 'file' | 'partition';
  readonly sizeBytes: number;
  readonly usedBytes: number;
  readonly priority: number;
}

export function liveSwaps(look: Look): LiveSwap[] {
  const file = '/proc/swaps';
  const lines = (look.text(file) ?? '').split('\n').slice(1);
  return lines.flatMap((line): LiveSwap[] => {
    if (line.trim() === '') return [];
    // A path may hold spaces, written as \040.
    const found = /^(\S+)\s+(file|partition)\s+(\d{1,12})\s+(\d{1,12})\s+(-?\d{1,6})$/.exec(line.trim());
    if (!found) {
      look.malformed(file);
      return [];
    }
    const [, path = '', type, size, used, priority] = found;
    return [
      {
        path: path.replaceAll('\\040', ' '),
        type: type === 'file' ? 'file' : 'partition',
        sizeBytes: Number(size) * 1024,
        usedBytes: Number(used) * 1024,
        priority: Number(priority),
      },
    ];
  });
}
