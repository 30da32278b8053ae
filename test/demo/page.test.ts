import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'node:test';
import fc from 'fast-check';
import { pageOn, wrapped, type Page } from '../../core/demo/page.ts';

function linesOf(hasColours: boolean, tell: (page: Page) => void): string[] {
  const lines: string[] = [];
  tell(pageOn((line) => lines.push(line), { hasColours, columns: 60 }));
  return lines;
}

function tellEverything(page: Page): void {
  page.title('A title');
  page.heading(7, 'A heading');
  page.say('Words that are said, and enough of them that they need a second line on this page.');
  page.command('board', 'membridge push');
  page.refusal({ message: 'No.', hint: 'Try later.' }, '(exit code 3)');
  page.type(['npm run something --with a very long line that nobody breaks into two pieces']);
}

test('wrapping keeps every word in its order and every line within its width, as far as words allow', () => {
  const words = fc.array(fc.stringMatching(/^[a-zа-я\u00a0]{1,20}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 80 }), (said, columns) => {
      const lines = wrapped(said.join(' '), columns);
      assert.equal(lines.join(' '), said.join(' '));
      assert.ok(lines.every((line) => line.length <= columns));
    }),
  );
});

test('a word that is too long has a line of its own', () => {
  assert.deepEqual(wrapped('in /a/very/long/path now', 8), ['in', '/a/very/long/path', 'now']);
});

test('colours change nothing but the colours, and without them there are none', () => {
  const [plain, coloured] = [linesOf(false, tellEverything), linesOf(true, tellEverything)];
  assert.notDeepEqual(plain, coloured);
  assert.deepEqual(plain.map(stripVTControlCharacters), plain);
  assert.deepEqual(coloured.map(stripVTControlCharacters), plain);
});

test('a table stands in columns, numbers to the right', () => {
  const lines = linesOf(false, (page) =>
    page.table([
      { cells: ['', 'sessions'] },
      { cells: ['laptop', '7'] },
      { cells: ['плата', '203'], note: 'the same' },
    ]),
  );
  assert.deepEqual(lines, ['              sessions', '      laptop         7', '      плата        203  the same']);
});
