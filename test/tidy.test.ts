import assert from 'node:assert/strict';
import { glob, readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { type SourceFile, importsOf, untidy } from './support/tidy.ts';

const root = resolve(import.meta.dirname, '..');

/** Fewer files than this means the walk went blind, not that the tree shrank. Raise it as the tree grows. */
const filesMin = 400;
const importsMin = 1_500;

/** The top level that the product's owner fixed; a name with a dot in front is a tool's. */
const topLevel =
  /^(package(-lock)?\.json|README\.md|LICENSE|CHANGELOG\.md|tsconfig.*\.json|electron|renderer|core|build|resources|test|node_modules|dist|\..+)$/;

test('every file of the tree keeps to its layer, its length and its name, without cycles', async () => {
  const files = await sourceFiles();
  assert.ok(files.length >= filesMin, `only ${files.length} files were visited`);
  const imports = files.reduce((sum, { text }) => sum + importsOf(text).length, 0);
  assert.ok(imports >= importsMin, `only ${imports} imports were seen`);
  assert.deepEqual(untidy(files), []);
});

test('the top level holds what was agreed and nothing else', async () => {
  const names = await readdir(root);
  assert.deepEqual(
    names.filter((name) => !topLevel.test(name)),
    [],
  );
});

test('nothing names a package registry or leans on a folder beside the repository', async () => {
  const hosts = /registry\.[a-z]+js\.|\.\.\/shared\b|\/work\/(shared|notes|main)\b/;
  const texts = [
    ...(await sourceFiles()),
    ...(await readAll(['package.json', 'package-lock.json', '.npmrc', '.ci/*'])),
  ];
  const guilty = texts.filter(({ path, text }) => path !== 'test/tidy.test.ts' && hosts.test(text));
  assert.deepEqual(
    guilty.map(({ path }) => path),
    [],
  );
});

const planted: readonly { rule: string; files: Record<string, string>; says: RegExp }[] = [
  { rule: 'a layer', files: { 'core/engine/a.ts': `import { b } from '../remotes/b.ts';` }, says: /must not import/ },
  { rule: 'a type', files: { 'core/model/a.ts': `import type { b } from '../ports/b.ts';` }, says: /must not import/ },
  { rule: 'a re-export', files: { 'core/ports/a.ts': `export { b } from '../engine/b.ts';` }, says: /must not import/ },
  { rule: 'a late import', files: { 'core/host/a.ts': `await import('../platform/b.ts');` }, says: /must not import/ },
  { rule: 'a bare import', files: { 'core/text/a.ts': `import '../cli/b.ts';` }, says: /must not import/ },
  {
    rule: 'an adapter in a command',
    files: { 'core/cli/a.ts': `import {\n  b,\n} from '../sources/b.ts';` },
    says: /must not/,
  },
  { rule: 'a builtin', files: { 'core/model/a.ts': `import { join } from 'node:path';` }, says: /package node:path/ },
  { rule: 'a package', files: { 'core/host/a.ts': `import { app } from 'electron';` }, says: /package electron/ },
  { rule: 'its entry', files: { 'core/host/a.ts': `import x from 'electron/main';` }, says: /package electron\/main/ },
  { rule: 'a strange place', files: { 'core/a.ts': `` }, says: /no layer/ },
  { rule: 'length', files: { 'core/host/a.ts': 'a;\n'.repeat(301) }, says: /301 lines/ },
  { rule: 'a name', files: { 'core/host/utils/a.ts': `` }, says: /says nothing/ },
  { rule: 'a file name', files: { 'core/host/helpers.ts': `` }, says: /says nothing/ },
  { rule: 'a barrel', files: { 'core/host/index.ts': `` }, says: /barrel/ },
  { rule: 'a default export', files: { 'core/host/a.ts': `export default 1;` }, says: /default export/ },
  { rule: 'a hidden default', files: { 'core/host/a.ts': `export { a as default };` }, says: /default export/ },
  { rule: 'a fixed folder', files: { 'core/host/a.ts': `const a = '/tmp/b';` }, says: /names \/tmp/ },
  { rule: 'the clock', files: { 'core/host/a.ts': `const a = new Date();` }, says: /reads the clock/ },
  {
    rule: 'a cycle',
    files: {
      'core/host/a.ts': `import './b.ts';`,
      'core/host/b.ts': `import './c.ts';`,
      'core/host/c.ts': `import './a.ts';`,
    },
    says: /^a cycle: core\/host\/a\.ts -> core\/host\/b\.ts -> core\/host\/c\.ts -> core\/host\/a\.ts$/,
  },
];
for (const { rule, files, says } of planted) {
  test(`a planted violation of ${rule} is seen, once`, () => {
    const found = untidy(Object.entries(files).map(([path, text]) => ({ path, text })));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', says);
  });
}

test('what is allowed is not reported', () => {
  const text = `import { a } from '../model/a.ts';\nimport { z } from '../ports/b.ts';\nconst d = new Date(5);\n`;
  assert.deepEqual(untidy([{ path: 'core/engine/loop.ts', text }]), []);
});

function sourceFiles(): Promise<SourceFile[]> {
  return readAll(['core', 'electron', 'renderer', 'build', 'test'].map((top) => `${top}/**/*.{ts,tsx,mjs,cjs,js}`));
}

async function readAll(patterns: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for await (const path of glob(patterns, { cwd: root, exclude: ['test/fixtures/**'] })) {
    files.push({ path: path.replaceAll('\\', '/'), text: await readFile(join(root, path), 'utf8') });
  }
  return files;
}
