import assert from 'node:assert/strict';
import test from 'node:test';
import { fail, type ErrorCode, type ErrorData } from '../../core/model/errors.ts';
import { formatFor } from '../../core/text/format.ts';
import { errorsEn } from '../../core/text/errors-en.ts';
import { errorsUk } from '../../core/text/errors-uk.ts';
import { languageFor, textIn } from '../../core/text/text.ts';
import { wordsEn } from '../../core/text/en.ts';
import { wordsUk } from '../../core/text/uk.ts';

const codes = Object.keys(errorsEn) as ErrorCode[];

/** Data for any fault: every field is there, and shows when it is used. */
const anyData = new Proxy(
  {},
  {
    get: (_target, name) =>
      name === 'held'
        ? [{ act: 'delete', kind: 'observation', rows: 5, of: 6 }]
        : /min|ms|rows|bytes|before|after|version|known|shown|have|want/i.test(String(name))
          ? 5
          : `<${String(name)}>`,
  },
);

test('every fault has a fact and a next action in both languages, each a whole sentence', () => {
  assert.ok(codes.length >= 60, `only ${codes.length} codes`);
  assert.deepEqual(Object.keys(errorsUk).toSorted(), codes.toSorted());
  for (const code of codes) {
    for (const [language, texts] of Object.entries({ en: errorsEn, uk: errorsUk })) {
      const tell = texts[code] as (data: ErrorData[ErrorCode]) => { message: string; hint: string };
      const { message, hint } = tell(anyData as ErrorData[ErrorCode]);
      for (const sentence of [message, hint]) {
        assert.match(sentence, /[.?!]$/, `${language} ${code}: ${sentence}`);
        assert.doesNotMatch(sentence, /undefined|NaN|\[object/, `${language} ${code}: ${sentence}`);
      }
      if (language === 'uk') assert.match(message + hint, /[а-яіїєґ]{3}/i, code);
      else assert.doesNotMatch(message + hint, /[а-яіїєґ]/i, code);
    }
  }
});

test('the facts that a fault carries are in its sentence', () => {
  for (const language of ['en', 'uk'] as const) {
    const { sentence } = textIn(language);
    const gone = sentence(fail('brake-rows-gone', { table: 'observations', before: 200, after: 3 })).message;
    for (const fact of ['observations', '200', '3']) assert.ok(gone.includes(fact), gone);
    const held = sentence(fail('lease-held', { label: 'Anna', purpose: 'push', heldMinutes: 2, freeInMinutes: 4 }));
    assert.ok(held.message.includes('Anna') && held.message.includes('2') && held.hint.includes('4'), held.message);
  }
  assert.match(textIn('en').sentence(new TypeError('secret inner words')).message, /TypeError/);
  assert.doesNotMatch(textIn('en').sentence(new TypeError('secret inner words')).message, /secret/);
});

test('Ukrainian counts by its own rules', () => {
  const written = [0, 1, 2, 5, 11, 21, 22, 112].map((count) => wordsUk.rows(count));
  assert.deepEqual(written, [
    '0 записів',
    '1 запис',
    '2 записи',
    '5 записів',
    '11 записів',
    '21 запис',
    '22 записи',
    '112 записів',
  ]);
  assert.deepEqual(
    [1, 2, 1_234].map((count) => wordsEn.rows(count)),
    ['1 row', '2 rows', '1,234 rows'],
  );
});

test('sizes, durations and times are written as each language writes them', () => {
  const [en, uk] = [formatFor('en'), formatFor('uk')];
  const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
  assert.deepEqual(
    [0, 999, 1_500, 2_400_000, 512_000_000].map((bytes) => plain(en.bytes(bytes))),
    ['0 bytes', '999 bytes', '1.5 kB', '2.4 MB', '512 MB'],
  );
  assert.deepEqual(
    [1, 2, 5, 1_500, 2_400_000].map((bytes) => plain(uk.bytes(bytes))),
    ['1 байт', '2 байти', '5 байтів', '1,5 кБ', '2,4 МБ'],
  );
  assert.deepEqual(
    [500, 2_000, 90_000, 7_200_000].map((ms) => plain(uk.duration(ms))),
    ['0,5 секунди', '2 секунди', '2 хвилини', '2 години'],
  );
  assert.match(en.time(0), /^\d\d:\d\d$/);
});

test('the language follows --lang, then the setting, then the environment', () => {
  assert.equal(languageFor('uk', 'en', { LANG: 'en_US.UTF-8' }), 'uk');
  assert.equal(languageFor(undefined, 'uk', { LANG: 'en_US.UTF-8' }), 'uk');
  assert.equal(languageFor(undefined, 'system', { LANG: 'uk_UA.UTF-8' }), 'uk');
  assert.equal(languageFor(undefined, 'system', { LC_ALL: 'C', LANG: 'uk_UA.UTF-8' }), 'en');
  assert.equal(languageFor(undefined, 'system', {}), 'en');
});

test('no word of one language is left in the other', () => {
  for (const [path, text] of leaves(wordsUk)) {
    if (
      /^(status\.byAt|merge\.desk\.line|config\.(set|expected)|doctor\.(names\.(runtime|worker)|runtime))$/.test(path)
    )
      continue;
    assert.match(text, /[а-яіїєґ]/i, path);
  }
  for (const [path, text] of leaves(wordsEn)) assert.doesNotMatch(text, /[а-яіїєґ]/i, path);
});

/** Every text of a tree of words, functions called with marked arguments. */
function leaves(words: object, prefix = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof value === 'string') return [[path, value]];
    if (typeof value === 'function')
      return [[path, String((value as (...args: unknown[]) => unknown)(3, '<2>', '<3>', '<4>'))]];
    return leaves(value as object, path);
  });
}

test('details that adapters give in English are put into Ukrainian, words of the system are kept', () => {
  const { sentence } = textIn('uk');
  const denied = sentence(fail('remote-denied', { where: '/media/x', reason: 'permission denied (EACCES)' })).message;
  assert.equal(denied, '/media/x нас не впускає: бракує прав (EACCES).');
  const invalid = sentence(
    fail('setting-invalid', { key: 'pollMaxMs', value: 'x', expected: 'a whole number from 1000 to 5000' }),
  );
  assert.equal(invalid.hint, 'Очікується: ціле число від 1000 до 5000.');
  const corrupt = sentence(
    fail('source-corrupt', { path: 'a.db', finding: 'database disk image is malformed' }),
  ).message;
  assert.match(corrupt, /database disk image is malformed/);
});
