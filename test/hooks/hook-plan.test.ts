import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { hookEntry, hookEventNames, type HookProgram } from '../../core/host/hooks/hook-entry.ts';
import {
  findingIn,
  ownHooks,
  pythonHooks,
  withHooks,
  withoutHooks,
  withoutPython,
} from '../../core/host/hooks/hook-plan.ts';

const program: HookProgram = {
  node: '/usr/bin/node',
  launcher: '/opt/membridge/core/cli/membridge.mjs',
  home: null,
  platform: 'linux',
};
const elsewhere: HookProgram = { ...program, home: '/mnt/other home' };

/** What stands in test/fixtures/hooks/NAME.before.json becomes golden/NAME.after.json. */
const goldens: readonly { name: string; what: string; change?: (text: string) => string }[] = [
  { name: 'empty', what: 'an empty object' },
  { name: 'typical', what: 'settings with hooks of others, in their order' },
  { name: 'tabs-crlf', what: 'tabs, CRLF and no line end at the end' },
  { name: 'comments', what: 'comments and commas at the end' },
  { name: 'one-line', what: 'a file in one line' },
  { name: 'older', what: 'older entries of ours, one of them twice and one under an event that we left' },
  { name: 'python', what: 'the hooks of the Python membridge, switched off', change: withoutPython },
];
for (const { name, what, change = (text: string) => text } of goldens) {
  test(`an install into ${what} changes exactly what its golden file says`, () => {
    const lineEnd = name === 'tabs-crlf' ? '\r\n' : '\n';
    const before = golden(`${name}.before.json`, lineEnd);
    const after = change(withHooks(before, program).text);
    assert.equal(after, golden(`${name}.after.json`, lineEnd));
    assert.equal(change(withHooks(after, program).text), after, 'a second install finds nothing to do');
  });
}

test('what is switched off are the two entries of the Python membridge and nothing like them', () => {
  const before = golden('python.before.json');
  assert.equal(pythonHooks(before).length, 2);
  const left = JSON.stringify(JSON.parse(withoutPython(before)));
  for (const kept of ['my-claude-mem-hook-pull-report', 'claude-mem-hook-push && notify-send', 'claude-mem-pull'])
    assert.ok(left.includes(kept), kept);
});

test('files of another form are told apart and never changed', () => {
  assert.equal(findingIn('{"a": 1'), 'not-json');
  assert.equal(findingIn('{"a": 1} {}'), 'not-json');
  assert.equal(findingIn('[]'), 'not-object');
  assert.equal(findingIn('"hooks"'), 'not-object');
  assert.equal(findingIn('{"hooks": []}'), 'hooks-not-object');
  assert.equal(findingIn('{"hooks": null}'), 'hooks-not-object');
  assert.equal(findingIn('{"hooks": {"Stop": {}}}'), 'event-not-list');
  assert.equal(findingIn('{"hooks": {"Stop": [], "PreToolUse": 7}}'), null);
});

test('hooks of two homes stand side by side, and each goes alone', () => {
  const one = withHooks('{}', program).text;
  const two = withHooks(one, elsewhere).text;
  assert.equal(ownHooks(two).length, 2 * hookEventNames.length);
  assert.equal(withoutHooks(two, elsewhere.home, {}), one);
  assert.ok(ownHooks(withoutHooks(two, null, {})).every(({ home }) => home === elsewhere.home));
});

test('of a name that stands twice the last one counts, as for every reader of JSON', () => {
  const text = '{ "hooks": {"Stop": []}, "hooks": {} }';
  const { text: after, emptied } = withHooks(text, program);
  assert.equal(Object.keys(JSON.parse(after).hooks).length, hookEventNames.length);
  assert.equal(withoutHooks(after, null, emptied), text);
});

test('whatever the form of the file, install adds our four hooks alone and uninstall gives the first bytes back', () => {
  fc.assert(
    fc.property(settingsText, (before) => {
      const { text: after, emptied } = withHooks(before, program);
      const installed = JSON.parse(plain(after));
      for (const event of hookEventNames)
        assert.deepEqual(installed.hooks[event].at(-1), { hooks: [{ ...hookEntry(event, program) }] });
      assert.equal(withHooks(after, program).text, after, 'idempotent');
      assert.equal(withoutHooks(after, null, emptied), before);
      const bare = JSON.parse(plain(withoutHooks(after, null, {})));
      assert.deepEqual(
        withoutEmpty(bare),
        withoutEmpty(JSON.parse(plain(before))),
        'without a note only empty brackets go',
      );
    }),
    { numRuns: 500 },
  );
});

test('what others put in after us stays when ours goes', () => {
  fc.assert(
    fc.property(settingsText, fc.constantFrom(...hookEventNames), (before, event) => {
      const { text, emptied } = withHooks(before, program);
      const later = withHooks(text, elsewhere).text;
      const left = withoutHooks(later, null, emptied);
      const own = ownHooks(left);
      assert.equal(own.length, hookEventNames.length);
      assert.ok(own.every(({ home }) => home === elsewhere.home));
      assert.deepEqual(JSON.parse(plain(left)).hooks[event].at(-1), { hooks: [{ ...hookEntry(event, elsewhere) }] });
      assert.equal(findingIn(left), null);
    }),
    { numRuns: 200 },
  );
});

/** A checkout may hold the files with other line ends than they stand for. */
function golden(name: string, lineEnd = '\n'): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/hooks', name), 'utf8').replaceAll(/\r?\n/g, lineEnd);
}

/** Without comments and commas at the end, where they stand outside of strings. */
function plain(text: string): string {
  return text
    .replaceAll(/("(?:[^"\\]|\\.)*")|\/\*[^]*?\*\/|\/\/[^\r\n]*/g, '$1')
    .replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, '$1');
}

/** What is left when empty lists and objects count as absent. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(([key, each]) => [key, withoutEmpty(each)] as const);
  return Object.fromEntries(
    pairs.filter(([, each]) => typeof each !== 'object' || each === null || Object.keys(each).length > 0),
  );
}

const entryOfOthers = fc.record({
  type: fc.constant('command'),
  command: fc.constantFrom(
    'notify "done"',
    'bun "${CLAUDE_PLUGIN_ROOT}/x.js" hook stop',
    'node /x/membridge.mjs status',
  ),
});
const groups = fc.array(
  fc.record({ matcher: fc.constantFrom('', 'Bash'), hooks: fc.array(entryOfOthers, { maxLength: 2 }) }),
  {
    maxLength: 2,
  },
);
const hooks = fc.dictionary(fc.constantFrom('Stop', 'SessionStart', 'SessionEnd', 'PreToolUse'), groups, {
  maxKeys: 3,
});
const settings = fc
  .tuple(
    fc.dictionary(fc.constantFrom('model', 'env', 'permissions', '"quoted, {key'), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 3,
    }),
    fc.option(hooks, { nil: undefined }),
    fc.boolean(),
  )
  .map(([rest, own, isFirst]) =>
    own === undefined ? rest : isFirst ? { hooks: own, ...rest } : { ...rest, hooks: own },
  );

/** One value written in many ways. */
const settingsText = fc
  .record({
    value: settings,
    indent: fc.constantFrom('', '  ', '    ', '\t'),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    note: fc.constantFrom('', ' // note, {', ' /* a, b */'),
    comma: fc.boolean(),
    end: fc.constantFrom('', '\n', '\n\n'),
    blank: fc.constantFrom('', ' ', '\n'),
  })
  .map(({ value, indent, lineEnd, note, comma, end, blank }) => {
    let text = JSON.stringify(value, null, indent);
    if (indent !== '') {
      // Before the brackets that stand alone on a line: in no string.
      text = text.replaceAll(
        /([^,[{\s])(\n[ \t]*[}\]])/g,
        (_, last, close) => `${last}${comma ? ',' : ''}${note}${close}`,
      );
    }
    // Only brackets that are a whole value; a string holds none of these.
    text = text.replaceAll(/(?<=[:[,]\s?)(\{\}|\[\])(?=[,\]}\s]|$)/g, (pair) => pair[0] + blank + pair[1]);
    return text.replaceAll('\n', lineEnd) + end;
  });
