// Takes more memory than there is free, half of each page at random, and prints what zram then holds.
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';

const pageBytes = 4_096;
const chunkBytes = 8 * 2 ** 20;
/** Held back from what is available, so that something is left to run with; what is taken beyond goes to swap. */
const beyondBytes = 160 * 2 ** 20;

const available = Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1_024;
const held: Buffer[] = [];
// One pattern, moved on by a little in each page: filling at random takes an emulated processor minutes.
const pattern = randomFillSync(Buffer.alloc(chunkBytes));
for (let taken = 0; taken < available + beyondBytes; taken += chunkBytes) {
  const chunk = Buffer.alloc(chunkBytes);
  for (let at = 0; at < chunkBytes; at += pageBytes) pattern.copy(chunk, at, at / 2, at / 2 + pageBytes / 2);
  held.push(chunk);
}
const [storedBytes, , usedBytes] = readFileSync('/sys/block/zram0/mm_stat', 'utf8').trim().split(/\s+/).map(Number);
console.log(JSON.stringify({ storedBytes, usedBytes, chunks: held.length }));
