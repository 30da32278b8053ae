import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { addObservation, edit, ends, pair, succeed, titles } from './pair.ts';

test('doctor looks at records, and says what waits for a look', async (t) => {
  const { laptop, board } = await pair(t);
  const records = async () => {
    const { checks } = await succeed(board, 'doctor');
    return checks.find(({ name }: { name: string }) => name === 'records');
  };
  assert.deepEqual((await records()).message, '290 records known, 0 records deleted.');
  edit(laptop, 5, 'title', 'of the laptop');
  edit(board, 5, 'title', 'of the board');
  await succeed(laptop, 'sync');
  await succeed(board, 'sync');
  const { verdict, next } = await records();
  assert.equal(verdict, 'warn');
  assert.match(next, /membridge conflicts/);
});

test('a segment with a flipped bit is told by verify with exit 8, and everything else flows', async (t) => {
  const { laptop, board, folder } = await pair(t);
  const before = await segments(folder);
  addObservation(laptop, 'new: damaged on the way');
  await succeed(laptop, 'sync');
  addObservation(laptop, 'new: after it');
  await succeed(laptop, 'sync');
  const [damaged = ''] = (await segments(folder)).filter((path) => !before.includes(path)).toSorted();
  const bytes = await readFile(damaged);
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  await writeFile(damaged, bytes);
  const report = await succeed(board, 'sync');
  assert.deepEqual([report['applied'].records, report['unread']], [1, { parts: 1, labels: ['laptop'] }]);
  assert.deepEqual(titles(board, 'new:'), ['new: after it']);
  const verified = await ends(board, 8, 'object-damaged', 'verify');
  assert.equal(verified['findings'].length, 1);
  const checks = (await succeed(board, 'doctor'))['checks'];
  assert.equal(checks.find(({ name }: { name: string }) => name === 'records').verdict, 'warn');
});

async function segments(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(({ name }) => name.endsWith('.seg')).map(({ parentPath, name }) => join(parentPath, name));
}
