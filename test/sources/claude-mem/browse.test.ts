import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { isFault } from '../../../core/model/errors.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import type { BrowseFilter, ListedMemory, MemoryMark } from '../../../core/ports/memory-browser.ts';
import { openMemoryBrowser } from '../../../core/sources/claude-mem/browse/browser.ts';
import {
  browsing,
  deviceOne,
  everything,
  knownOrigins,
  manyRows,
  namesOf,
  scene,
  written,
  type Scene,
} from './browse-scene.ts';

/** Every page, one look each; `between` is done before each but the first. */
async function pages(at: Scene, filter: BrowseFilter, limit: number, between = (_page: number) => {}) {
  const all: ListedMemory[] = [];
  let after: MemoryMark | null = null;
  for (let page = 0; ; page += 1) {
    if (page > 0) between(page);
    const found = await browsing(at, (browser) => browser.list(filter, after, limit));
    all.push(...found);
    after = found.at(-1) ?? after;
    if (found.length < limit) return all;
  }
}

test('all kinds come in one list, newest first, whole and without doubles, however small the pages are', async (t) => {
  const at = await scene(t, 'board');
  const whole = await browsing(at, (browser) => browser.list(everything, null, 100_000));
  const count = await browsing(at, (browser) => browser.count(everything));
  assert.equal(whole.length, count);
  assert.ok(new Set(whole.map(({ kind }) => kind)).size === 4);
  assert.ok(whole.every(({ at: time }, index) => index === 0 || time <= (whole[index - 1]?.at ?? 0)));
  for (const limit of [1, 7]) assert.deepEqual(namesOf(await pages(at, everything, limit)), namesOf(whole));
});

test('rows of one moment in all kinds are paged through without doubles or gaps', async (t) => {
  const at = await scene(t, 'board');
  written(at, (db) => {
    for (const table of ['observations', 'session_summaries', 'user_prompts'])
      db.exec(`UPDATE ${table} SET created_at_epoch = 1000`);
    db.exec('UPDATE sdk_sessions SET started_at_epoch = 1000');
  });
  const whole = namesOf(await browsing(at, (browser) => browser.list(everything, null, 100_000)));
  assert.deepEqual(namesOf(await pages(at, everything, 3)), whole);
  assert.equal(new Set(whole).size, whole.length);
});

test('rows that are added while somebody pages make no doubles and hide nothing that was there', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 300);
  const before = namesOf(await browsing(at, (browser) => browser.list(everything, null, 1_000)));
  const seen = namesOf(await pages(at, everything, 20, (page) => manyRows(at, 5, 1_000 + page * 5)));
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(
    before.filter((name) => !seen.includes(name)),
    [],
  );
});

test('filters of project and kind give those rows and no others, and tell how many there are', async (t) => {
  const at = await scene(t, 'board');
  const whole = await browsing(at, (browser) => browser.list(everything, null, 100_000));
  const projects = [...new Set(whole.map(({ project }) => project))];
  for (const project of projects) {
    const filter = { ...everything, project };
    const wanted = namesOf(whole.filter((row) => row.project === project));
    assert.deepEqual(namesOf(await pages(at, filter, 10)), wanted);
    assert.equal(await browsing(at, (browser) => browser.count(filter)), wanted.length);
  }
  const prompts = { ...everything, kinds: ['prompt'] as const };
  assert.deepEqual(namesOf(await pages(at, prompts, 10)), namesOf(whole.filter(({ kind }) => kind === 'prompt')));
});

test('a page of 100,000 rows is read from the index of times wherever it is, a project and a search too', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 100_000);
  const statements: string[] = [];
  const prepare = Database.prototype.prepare;
  t.mock.method(Database.prototype, 'prepare', function (this: Database.Database, sql: string) {
    statements.push(sql);
    return prepare.call(this, sql);
  });
  const middle: MemoryMark = { at: 1_767_225_600_000 + 50_000 * 60_000, kind: 'observation', rowid: 50_000 };
  const found = await browsing(at, (browser) => [
    browser.list(everything, middle, 50),
    browser.list({ ...everything, project: 'p3' }, middle, 50),
    browser.list({ ...everything, words: 'common' }, middle, 50),
    browser.list({ ...everything, words: 'rare' }, null, 50),
  ]);
  t.mock.restoreAll();
  assert.deepEqual(
    found.map((rows) => [rows.length, rows[0]?.rowid]),
    [
      [50, 49_999],
      [50, 49_993],
      [50, 49_999],
      [50, 100_000],
    ],
  );
  const lists = statements.filter((sql) => sql.includes('ORDER BY t.') && sql.includes('"observations"'));
  assert.ok(lists.length >= 3);
  written(at, (db) => {
    for (const sql of new Set(lists)) {
      const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name ?? '', 1] as const);
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(Object.fromEntries(names)) as { detail: string }[];
      const text = plan.map(({ detail }) => detail).join('\n');
      assert.match(text, /SEARCH t USING (COVERING )?INDEX idx_observations_created/);
      assert.doesNotMatch(text, /TEMP B-TREE FOR ORDER BY|SCAN t\b/);
    }
  });
});

test('full text finds words, the beginning of the last one, Ukrainian with either apostrophe, and nothing that was deleted', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 10);
  written(at, (db) => {
    db.prepare("UPDATE observations SET title = ?, narrative = 'об’єкт і п''ять слів' WHERE id = 4").run(
      'Пам’ять моста',
    );
    db.exec("UPDATE observations SET narrative = 'gone away' WHERE id = 5; DELETE FROM observations WHERE id = 5");
  });
  const find = async (words: string) =>
    namesOf(await browsing(at, (browser) => browser.list({ ...everything, words }, null, 50)));
  for (const words of ["пам'ять", 'ПАМ’ЯТЬ', 'моста пам’ять', "п'ять слів", 'об’єк', 'мос'])
    assert.deepEqual(await find(words), ['observation-4'], words);
  assert.deepEqual(await find('мос '), [], 'a word that was ended by a space is whole');
  assert.deepEqual(await find('gone'), []);
  assert.equal((await find(' ')).length, 10, 'no word: everything');
  assert.equal(await browsing(at, (browser) => browser.count({ ...everything, words: 'common' })), 8);
});

test('whatever somebody types finds rows or none, and is never a language', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 50);
  const typed = [
    '" OR *',
    'a" OR "b',
    '*',
    '"',
    '""',
    'common OR',
    'NOT common',
    'title:common',
    'NEAR(common title)',
    '^common',
    '{title} : x',
    'common\0" OR "x',
    '\0',
    '-common',
    '(common',
    ')',
    '😀',
    '👩‍👩‍👧',
    '\ud83d',
    "'; DROP TABLE observations; --",
    'a'.repeat(400),
    '" '.repeat(200),
    'x '.repeat(200),
    "п'ять",
    '\u202etxet',
    '+',
    ':',
    'common AND',
    '%',
    '\\',
    '١٢٣',
    '\ue000',
  ];
  await browsing(at, (browser) => {
    const find = (words: string) => browser.list({ ...everything, words }, null, 50).length;
    for (const words of typed)
      assert.ok(find(words) >= 0 && (browser.count({ ...everything, words }) ?? 0) >= 0, words);
    assert.deepEqual(['" OR *', 'NOT common', 'title:common', '*', '\0'].map(find), [0, 0, 0, 0, 0]);
    assert.equal(find('common"'), 50, 'a quote of a person parts words');
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (words) => find(words) >= 0));
  });
});

test('one memory comes whole, its text first, and a text beyond the bound is cut between characters', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 1);
  const long = `${'x'.repeat(65_535)}😀 and more`;
  written(at, (db) =>
    db.prepare('UPDATE observations SET narrative = ?, title = ?').run(long, '<b>\n\u202e title \0</b>'),
  );
  const found = await browsing(at, (browser) => browser.whole('observation', 1, 65_536));
  assert.deepEqual(
    found?.columns.slice(0, 3).map(({ name }) => name),
    ['title', 'subtitle', 'narrative'],
  );
  const narrative = found?.columns.find(({ name }) => name === 'narrative');
  assert.deepEqual([narrative?.cut, narrative?.text?.length, narrative?.text?.isWellFormed()], [true, 65_535, true]);
  assert.equal(found?.columns.find(({ name }) => name === 'subtitle')?.text, null);
  assert.ok((found?.excerpt.length ?? 0) <= 400 && (found?.title.length ?? 0) <= 200);
  assert.doesNotMatch(found?.title ?? '', /[\n\0]/);
  assert.equal(await browsing(at, (browser) => browser.whole('observation', 2, 10)), null);
});

test('origins filter and count by device in SQLite, over indexes alone', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 3_000);
  const origins = knownOrigins(at);
  manyRows(at, 30, 5_000);
  const listed = await browsing(
    at,
    (browser) => browser.list({ ...everything, origins: [deviceOne] }, null, 5_000),
    origins,
  );
  assert.equal(listed.length, 1_000);
  assert.ok(listed.every(({ rowid, origin }) => rowid % 3 === 1 && origin === deviceOne));
  const unseen = await browsing(at, (browser) => browser.list({ ...everything, origins: [null] }, null, 100), origins);
  assert.deepEqual([unseen.length, unseen.filter(({ kind }) => kind === 'observation').length], [31, 30]);
  const old = await browsing(at, (browser) => browser.list({ ...everything, origins: [''] }, null, 5_000), origins);
  assert.equal(old.length, 1_000);
  const counted = await browsing(at, (browser) => browser.perDay(0, Number.MAX_SAFE_INTEGER, 0), origins);
  const sum = (origin: string | null) =>
    counted.filter((day) => day.origin === origin).reduce((all, { count }) => all + count, 0);
  assert.deepEqual([sum(''), sum(deviceOne), sum(null)], [1_000, 1_000, 31]);
  const first = Math.floor(1_767_225_660_000 / 86_400_000);
  assert.equal(counted[0]?.day, first);
  const shifted = await browsing(at, (browser) => browser.perDay(0, Number.MAX_SAFE_INTEGER, -60 * 60_000), origins);
  assert.equal(shifted[0]?.day, first - 1, 'west of Greenwich its first hour is yesterday');
});

test('an older database without full text, times or tables is browsed as far as it goes', async (t) => {
  const at = await scene(t, null);
  manyRows(at, 5);
  written(at, (db) => {
    db.exec(
      'DROP TABLE user_prompts_fts; DROP TABLE user_prompts; DROP TRIGGER observations_ai; DROP TRIGGER observations_ad; DROP TRIGGER observations_au; DROP TABLE observations_fts',
    );
    db.exec('ALTER TABLE observations DROP COLUMN subtitle; ALTER TABLE sdk_sessions DROP COLUMN custom_title');
  });
  assert.equal((await browsing(at, (browser) => browser.list(everything, null, 50))).length, 6);
  assert.deepEqual(await browsing(at, (browser) => browser.list({ ...everything, words: 'common' }, null, 50)), []);
  assert.equal((await browsing(at, (browser) => browser.perDay(0, Number.MAX_SAFE_INTEGER, 0))).length, 1);
});

test('a look writes nothing, leaves no file, and keeps no writer waiting', async (t) => {
  const at = await scene(t, 'base');
  await browsing(at, (browser) => {
    browser.list(everything, null, 10);
    const writer = new Database(at.path, { timeout: 0 });
    try {
      writer.exec("BEGIN IMMEDIATE; UPDATE observations SET title = 'meanwhile' WHERE id = 1; COMMIT");
    } finally {
      writer.close();
    }
    assert.notEqual(browser.whole('observation', 1, 100)?.title, 'meanwhile', 'a look is of one moment');
  });
  assert.deepEqual(readdirSync(at.folder), ['claude-mem.db']);
});

test('a database that somebody is just opening is looked at a moment later, and told as locked when that does not end', async (t) => {
  const { folder, path } = await scene(t, 'board');
  // What whoever opens it has made when its -shm is not there yet.
  const begun = () => writeFileSync(`${path}-wal`, 'half a header');
  let waits = 0;
  const clock = {
    ...systemClock,
    monotonicMs: () => waits * 100,
    sleep: () => {
      waits += 1;
      if (waits === 3) rmSync(`${path}-wal`);
      return Promise.resolve();
    },
  };
  const live = { path, scratchFolder: join(folder, 'scratch'), clock };
  begun();
  const browser = await openMemoryBrowser(live, null);
  assert.ok((browser?.count(everything) ?? 0) > 0);
  browser?.close();
  assert.equal(waits, 3);
  begun();
  await assert.rejects(openMemoryBrowser(live, null), (error) => isFault(error, 'source-locked'));
  assert.equal(waits, 3 + 10);
});
