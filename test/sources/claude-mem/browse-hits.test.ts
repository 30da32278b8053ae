import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ListedMemory } from '../../../core/ports/memory-browser.ts';
import { markBegin, markedText, markEnd, nearHit } from '../../../core/sources/claude-mem/browse/marked-text.ts';
import { browsing, everything, manyRows, scene, written, type Scene } from './browse-scene.ts';

const marked = (text: string, hits: ListedMemory['titleHits']) => hits.map(([begin, end]) => text.slice(begin, end));

async function found(at: Scene, words: string): Promise<ListedMemory> {
  const [row] = await browsing(at, (browser) => browser.list({ ...everything, words }, null, 1));
  assert.ok(row !== undefined, `${words} was not found`);
  return row;
}

/** One observation with these texts. */
function observation(at: Scene, title: string, narrative: string): void {
  manyRows(at, 1);
  written(at, (db) => db.prepare('UPDATE observations SET title = ?, narrative = ?').run(title, narrative));
}

test('an excerpt begins shortly before what was found, however deep in a long row that is', async (t) => {
  const at = await scene(t, null);
  const filler = 'filling words of no interest\n\n'.repeat(1_200);
  observation(at, 'A title', `${filler}then the Zürich timeout was found ${filler}`);
  const row = await found(at, 'zurich time');
  assert.deepEqual(marked(row.excerpt, row.excerptHits), ['Zürich', 'timeout']);
  assert.ok((row.excerptHits[0]?.[0] ?? 99) <= 26, row.excerpt);
  assert.ok(row.excerpt.startsWith('…') && row.excerpt.length <= 400, row.excerpt);
  assert.deepEqual([row.title, row.titleHits], ['A title', []]);
});

test('what only the title has is marked there, and the excerpt is the usual one', async (t) => {
  const at = await scene(t, null);
  observation(at, 'The <b>login</b> & its "timeout"', 'something else');
  const row = await found(at, 'LOGIN "timeout"');
  assert.deepEqual(marked(row.title, row.titleHits), ['login', 'timeout']);
  assert.deepEqual(
    [row.title, row.excerpt, row.excerptHits],
    ['The <b>login</b> & its "timeout"', 'something else', []],
  );
});

test('a row that holds our own marks, controls and half characters is only marked wrongly', async (t) => {
  const at = await scene(t, null);
  observation(at, `a${markEnd}b${markBegin}c`, `\u0007bell ${markBegin} login \u202eleft 👩‍👩‍👧‍👦`);
  const row = await found(at, 'login');
  assert.ok(!/[\p{Cc}\uFDD0\uFDD1]/u.test(row.excerpt) && !/\p{Cc}/u.test(row.title));
  assert.ok(marked(row.excerpt, row.excerptHits).some((text) => text.includes('login')));
});

test('without words nothing is marked', async (t) => {
  const at = await scene(t, 'base');
  const rows = await browsing(at, (browser) => browser.list(everything, null, 50));
  assert.ok(rows.length > 0 && rows.every(({ titleHits, excerptHits }) => titleHits.length + excerptHits.length === 0));
});

test('hits lie within their text in order, whatever text and marks are', () => {
  const piece = fc.oneof(fc.constantFrom(markBegin, markEnd, ' ', '\n', '👩‍👩‍👧‍👦'), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 2, max: 60 }), (pieces, most) => {
      for (const { text, hits } of [markedText(pieces.join(''), most), nearHit(markedText(pieces.join(''), most))]) {
        assert.ok(text.length <= most + 1);
        let last = 0;
        for (const [begin, end] of hits) {
          assert.ok(begin >= last && end > begin && end <= text.length);
          last = end;
        }
        assert.ok(text.isWellFormed() || !pieces.join('').isWellFormed());
      }
    }),
  );
});

test('projects are counted over all kinds, most rows first, and as many as are wanted', async (t) => {
  const at = await scene(t, 'board');
  const rows = await browsing(at, (browser) => browser.list(everything, null, 100_000));
  const counts = new Map<string, number>();
  for (const { project } of rows) counts.set(project, (counts.get(project) ?? 0) + 1);
  counts.delete('');
  const all = await browsing(at, (browser) => browser.projects(1_000));
  assert.deepEqual(new Map(all.map(({ name, count }) => [name, count])), counts);
  assert.ok(all.length > 1 && all.every(({ count }, index) => count <= (all[index - 1]?.count ?? count)));
  assert.deepEqual(await browsing(at, (browser) => browser.projects(1)), all.slice(0, 1));
});
