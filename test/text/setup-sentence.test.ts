import assert from 'node:assert/strict';
import test from 'node:test';
import { fail, type ErrorCode, type ErrorData } from '../../core/model/errors.ts';
import { setupEn } from '../../core/text/setup-en.ts';
import { setupSentence } from '../../core/text/setup-sentence.ts';
import { setupUk } from '../../core/text/setup-uk.ts';
import { textIn } from '../../core/text/text.ts';

const text = { en: textIn('en'), uk: textIn('uk') };

/** What a form meets, with data that shows when it is used. */
const met: readonly Parameters<typeof fail>[] = [
  ['setting-invalid', { key: '--bucket', value: 'A!', expected: 'the name of a bucket' }],
  ['setting-invalid', { key: '--secret-key', value: '', expected: 'the secret key that the store gave' }],
  [
    'setting-invalid',
    { key: '--folder', value: 'x', expected: 'the whole path, from / on, or one that begins with ~/' },
  ],
  ['already-connected', { setting: 'folder', have: '/a', want: '/b' }],
  ['project-sealed', { where: '/a' }],
  ['project-plain', { where: '/a' }],
  ['passphrase-needed', { home: '/h' }],
  ['passphrase-wrong', { where: '/a' }],
  ['store-keys-needed', { names: 'x' }],
  ['remote-missing', { where: '/a' }],
  ['remote-missing', { where: 'https://store.example/b/' }],
  ['remote-folder-inside', { folder: '/h/a', home: '/h' }],
  ['source-kind-differs', { path: '/m.db', here: 'sqlite-file', there: 'claude-mem' }],
  ['usage', { detail: 'the passphrase is empty' }],
  ['remote-denied', { where: '/a', reason: 'it is read-only (EROFS)' }],
  ...['access-key', 'secret-key', 'no-keys', 'expired-keys', 'region', 'bucket-name', 'certificate', 'rights'].map(
    (reason): Parameters<typeof fail> => ['remote-denied', { where: 'https://store.example/b/', reason }],
  ),
  ...['no-answer', 'no-such-host', 'nobody-listens'].map((reason): Parameters<typeof fail> => [
    'remote-unreachable',
    { where: 'https://store.example/b/', reason },
  ]),
];

test('whoever connects by a form reads whole sentences that name no option, in both languages', () => {
  for (const [code, data] of met) {
    for (const language of ['en', 'uk'] as const) {
      const { message, hint } = setupSentence(fail(code, data), text[language]);
      // What a terminal alone can do is told as a whole command line.
      const told = `${message} ${hint}`.replaceAll(/`membridge [^`]+`/g, 'X');
      assert.doesNotMatch(told, /--[a-z]|undefined|\[object/, `${code}: ${told}`);
      for (const sentence of [message, hint]) assert.match(sentence, /[.?!]$/, `${code}: ${sentence}`);
      if (language === 'uk') assert.match(hint, /[а-яіїєґ]{3}/i, code);
      else assert.doesNotMatch(told, /[а-яіїєґ]/i, code);
    }
  }
});

test('Ukrainian has its own words for everything that English says at a form', () => {
  const keys = (of: object) => Object.keys(of).toSorted();
  assert.deepEqual(keys(setupUk.faults), keys(setupEn.faults));
  assert.deepEqual(keys(setupUk.reasonHints), keys(setupEn.reasonHints));
  for (const name of Object.values(setupUk.names)) assert.match(name, /^[а-яіїєґ' ]+$/i);
});

test('whose settings of Claude Code cannot be written is told what a terminal, or the maker of the file, can do', () => {
  for (const each of [text.en, text.uk]) {
    const { message, hint } = each.sentence(fail('person-file-unusable', { path: '/s.json', reason: 'EROFS' }));
    assert.match(message, /\/s\.json.+\(EROFS\)/);
    assert.match(hint, /`membridge hooks install`.+`membridge hooks install --dry-run`/);
  }
});

test('what a form has no words of its own for is said as everywhere', () => {
  const fault = fail('home-busy' satisfies ErrorCode, { home: '/h' } satisfies ErrorData['home-busy']);
  for (const each of [text.en, text.uk]) assert.deepEqual(setupSentence(fault, each), each.sentence(fault));
  const bug = setupSentence(new TypeError('a secret word'), text.en);
  assert.doesNotMatch(bug.message + bug.hint, /secret word/);
});
