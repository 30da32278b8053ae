import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { stateWordSchema } from '../../core/host/api/contract.ts';
import type { StateWord } from '../../core/model/status.ts';
import en from '../../resources/translations/en.json' with { type: 'json' };
import uk from '../../resources/translations/uk.json' with { type: 'json' };
import { openBrowser, requireBrowser } from './browser.ts';
import { panelPage } from './panel-page.ts';
import { told } from './stories.ts';

const root = join(import.meta.dirname, '../..');
const browser = await openBrowser(after);
const plural = /_(zero|one|two|few|many|other)$/;

test('both languages say the same things, and each in all of its plural forms', () => {
  const [english, ukrainian] = [flat(en), flat(uk)];
  const bare = (words: ReadonlyMap<string, string>) => [
    ...new Set([...words.keys()].map((key) => key.replace(plural, ''))),
  ];
  assert.deepEqual(bare(english).toSorted(), bare(ukrainian).toSorted());
  assert.ok(english.size > 200, `only ${english.size} texts were read`);
  for (const [language, words] of [
    ['en', english],
    ['uk', ukrainian],
  ] as const) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted(byName);
    for (const stem of new Set(
      [...words.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')),
    ))
      assert.deepEqual(
        [...words.keys()]
          .filter((key) => key.replace(plural, '') === stem)
          .map((key) => plural.exec(key)?.[1])
          .toSorted(byName),
        forms,
        `${language} ${stem}`,
      );
  }
});

test('both languages are given the same things to tell', () => {
  const holes = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted().join(' ');
  const ukrainian = flat(uk);
  for (const [key, text] of flat(en)) {
    const other = ukrainian.get(key) ?? '';
    // A plural form may say its number in words.
    assert.equal(holes(other), holes(text), key);
  }
});

test('every text that the panel asks for by its whole name is there', async () => {
  const known = new Set([...flat(en).keys()].map((key) => key.replace(plural, '')));
  let asked = 0;
  for await (const path of glob('renderer/**/*.{ts,tsx}', { cwd: root })) {
    for (const [, key = ''] of (await readFile(join(root, path), 'utf8')).matchAll(/\bt\(\s*'([\w.-]+)'/g)) {
      asked += 1;
      assert.ok(known.has(key), `${path} asks for ${key}`);
    }
  }
  assert.ok(asked > 120, `only ${asked} were seen`);
});

test('no view has words of its own, which nobody could translate', async () => {
  /** The product's name, and what is typed as it stands. */
  const names = ['Membridge', 'claude-mem', 'membridge start'];
  const found: string[] = [];
  const met = new Set<string>();
  let files = 0;
  for await (const path of glob('renderer/**/*.tsx', { cwd: root })) {
    files += 1;
    const text = (await readFile(join(root, path), 'utf8')).replaceAll(/\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm, '');
    for (const [, between = ''] of text.matchAll(
      /<[a-z][\w.-]*(?: [^<>]*[^=<>])?>\s*([^<>{}]*\p{L}{2}[^<>{}]*?)\s*<\//gu,
    ))
      if (names.includes(between)) met.add(between);
      else found.push(`${path}: ${between}`);
    for (const [attribute] of text.matchAll(/\b(?:aria-label|placeholder|title|alt)="[^"]*\p{L}[^"]*"/gu))
      found.push(`${path}: ${attribute}`);
  }
  assert.ok(files > 60, `only ${files} were read`);
  assert.deepEqual(found, []);
  assert.ok(met.has('Membridge'), 'words between tags are seen at all');
});

/** The reasons that a state has words for, none, and one that nobody here knows: it falls back to the state's own words. */
function whysOf(state: StateWord): readonly string[] {
  const words = en.state[state];
  return ['', 'of-a-newer-host', ...Object.keys('why' in words ? words.why : {})];
}

for (const language of ['en', 'uk'] as const) {
  test(`every state has a sentence for every reason in ${language}`, async (t) => {
    if (!requireBrowser(t, browser)) return;
    const { page, scene, open } = await panelPage(t, browser, { language });
    await open('/');
    let turn = 0;
    for (const state of stateWordSchema.options)
      for (const why of whysOf(state)) {
        turn += 1;
        const version = `9.${turn}`;
        scene.say(told({ state, why, version }, { pending: { records: turn % 7 } }));
        await page.getByText(`Membridge ${version}`, { exact: true }).waitFor();
        const words = (await page.locator('.state').textContent()) ?? '';
        assert.ok(words.length > 8 && !/\{\{|undefined|state\./.test(words), `${state} ${why}: ${words}`);
      }
    assert.ok(turn > 40, `only ${turn} were said`);
  });
}

function flat(words: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value as object, `${prefix}${key}.`)],
    ),
  );
}

function byName(one = '', other = ''): number {
  return one < other ? -1 : Number(one > other);
}
