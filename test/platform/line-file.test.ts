import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { isFault } from '../../core/model/errors.ts';
import { linesOf, type FileLine } from '../../core/platform/line-file.ts';

async function place(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'membridge-lines-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'file');
}

async function read(path: string, bytesMax: number): Promise<FileLine[]> {
  const lines: FileLine[] = [];
  for await (const line of linesOf(path, bytesMax)) lines.push(line);
  return lines;
}

test('lines come with their numbers, whatever ends them, and empty ones do not', async (t) => {
  const path = await place(t);
  await writeFile(path, '\uFEFFone\r\n\n  \ntwo\nлист');
  assert.deepEqual(await read(path, 100), [
    { number: 1, text: 'one' },
    { number: 4, text: 'two' },
    { number: 5, text: 'лист' },
  ]);
});

test('a line that is too long or no text is told by its number, and the next one is read', async (t) => {
  const path = await place(t);
  await writeFile(
    path,
    Buffer.concat([Buffer.from(`${'x'.repeat(600_000)}\n`), Buffer.from([0xff, 0x0a]), Buffer.from('last\n')]),
  );
  assert.deepEqual(await read(path, 1_000), [
    { number: 1, text: null, finding: 'too long' },
    { number: 2, text: null, finding: 'not UTF-8' },
    { number: 3, text: 'last' },
  ]);
});

test('lines that lie across the blocks of a file come whole', async (t) => {
  const path = await place(t);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 300_000 }), fc.constantFrom('a', 'ї', '€')), { maxLength: 6 }),
      async (wanted) => {
        const texts = wanted.map(([length, letter]) => letter.repeat(length));
        await writeFile(path, texts.join('\n'));
        const found = await read(path, 1_000_000);
        assert.ok(found.every(({ number }, at) => number === at + 1));
        assert.ok(found.every(({ text }, at) => text === texts[at]) && found.length === texts.length);
      },
    ),
    { numRuns: 20 },
  );
});

test('a file that is not there is told by its name', async (t) => {
  const path = await place(t);
  await assert.rejects(read(path, 100), (error) => isFault(error, 'file-unreadable') && error.data.path === path);
});
