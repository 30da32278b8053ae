import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { cutLine, plainLine } from '../../electron/plain-words.ts';
import { chosenLanguage, speechOf } from '../../electron/speech.ts';
import en from '../../resources/translations/tray-en.json' with { type: 'json' };
import uk from '../../resources/translations/tray-uk.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

test('both languages of the tray say the same things, and are given the same things to tell', () => {
  const [english, ukrainian] = [flat(en), flat(uk)];
  assert.deepEqual([...english.keys()].toSorted(), [...ukrainian.keys()].toSorted());
  assert.ok(english.size > 10);
  const holes = (text = '') => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted().join(' ');
  for (const [key, text] of english) {
    assert.equal(holes(ukrainian.get(key)), holes(text), key);
    assert.ok(
      text.startsWith('Membridge: ') || key === 'last' || ukrainian.get(key) !== text,
      `${key} is not translated`,
    );
  }
});

test('every text that the tray asks for by its name is there, and every text of its own is asked for', async () => {
  const speech = speechOf('uk')(0);
  const asked = new Set<string>();
  for await (const path of glob('electron/*.ts', { cwd: root })) {
    for (const [, key = ''] of readFileSync(join(root, path), 'utf8').matchAll(/\btext\(\s*'([\w.:-]+)'/g)) {
      asked.add(key);
      assert.ok(speech.has(key), `${path} asks for ${key}`);
    }
  }
  const chosen = readFileSync(join(root, 'electron/tray-menu.ts'), 'utf8');
  const unused = [...flat(en).keys()].filter((key) => !asked.has(`tray:${key}`) && !chosen.includes(`'tray:${key}'`));
  assert.deepEqual(unused, []);
});

test('times are written as the country does that the person lives in, where it speaks the language', () => {
  const at = new Date(2026, 10, 21, 15, 4).getTime();
  const time = (language: 'en' | 'uk', locales: string[]) => speechOf(language, locales)(at).time(at);
  assert.equal(time('en', ['uk-UA', 'en-GB']), '15:04');
  assert.match(time('en', ['en-US']), /^0?3:04\sPM$/);
  assert.equal(time('uk', ['en-US']), '15:04');
});

test('the language is the chosen one, else the first of the system that we speak, also with broken settings', () => {
  const broken = () => {
    throw new Error('settings');
  };
  assert.equal(
    chosenLanguage(() => 'uk', ['en-GB']),
    'uk',
  );
  assert.equal(
    chosenLanguage(() => 'system', ['de-DE', 'uk-UA', 'en-GB']),
    'uk',
  );
  assert.equal(
    chosenLanguage(() => 'system', ['en-GB', 'uk-UA']),
    'en',
  );
  assert.equal(chosenLanguage(broken, ['ukr', 'pl']), 'en');
});

test('a long line is cut after a word, never through a character, and never longer than asked', () => {
  assert.equal(cutLine('short', 10), 'short');
  assert.equal(cutLine('one two three four', 15), 'one two three…');
  assert.equal(cutLine('x'.repeat(20), 10), `${'x'.repeat(9)}…`);
  assert.equal(cutLine(`${'x'.repeat(8)}😀😀`, 10), `${'x'.repeat(8)}…`);
});

test('a line is one line, and turns no direction', () => {
  assert.equal(plainLine(' a\r\n\tb\u2028c\u202Ed\u2066 '), 'a b cd');
  // What joins the parts of a sign, or holds a word together, stays.
  assert.equal(plainLine('👩‍💻 под’єднано'), '👩‍💻 под’єднано');
});

function flat(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value as object, `${prefix}${key}.`)],
    ),
  );
}
