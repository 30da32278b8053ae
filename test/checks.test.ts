import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';

// A checker that sees nothing is green too. Each is shown a file with one violation, under the repository's own settings.

const root = resolve(import.meta.dirname, '..');
const settings = ['.oxlintrc.json', '.oxfmtrc.json', '.knip.jsonc', 'tsconfig.json', 'core/tsconfig.model.json'];

type Tree = Readonly<Record<string, string>>;

/** A project of its own with our settings, our installed packages and nothing but `files`. */
async function project(t: TestContext, files: Tree): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checks-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const path of settings) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(join(root, path), join(folder, path));
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Runs one of our checkers in `folder`; gives its exit code and all it printed. */
function check(folder: string, name: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const binary = join(root, 'node_modules/.bin', name);
  return new Promise((done) => {
    execFile(binary, [...args], { cwd: folder }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

const clean: Tree = {
  'core/host/clean.ts': `export function twice(value: number): number {\n  return value * 2;\n}\n`,
};
const promised = `declare function act(): Promise<void>;\n`;
const kinds = `type Kind = 'a' | 'b';\n`;

const lint: readonly { rule: string; files: Tree }[] = [
  { rule: 'no-floating-promises', files: { 'core/host/a.ts': `${promised}act();\n` } },
  { rule: 'no-misused-promises', files: { 'core/host/a.ts': `${promised}if (act()) void 0;\n` } },
  {
    rule: 'switch-exhaustiveness-check',
    files: {
      'core/host/a.ts': `${kinds}export function f(k: Kind): void {\n  switch (k) {\n    case 'a':\n      break;\n  }\n}\n`,
    },
  },
  {
    rule: 'switch-exhaustiveness-check',
    files: {
      'core/host/a.ts': `${kinds}export function f(k: Kind): void {\n  switch (k) {\n    case 'a':\n      break;\n    default:\n      break;\n  }\n}\n`,
    },
  },
  {
    rule: 'no-cycle',
    files: {
      'core/host/a.ts': `import { b } from './b.ts';\nexport const a = (): unknown => b;\n`,
      'core/host/b.ts': `import { a } from './a.ts';\nexport const b = (): unknown => a;\n`,
    },
  },
  { rule: 'no-default-export', files: { 'core/host/a.ts': `export default 1;\n` } },
  { rule: 'no-explicit-any', files: { 'core/host/a.ts': `export const a: any = 1;\n` } },
  {
    rule: 'max-lines-per-function',
    files: { 'core/host/a.ts': `export function f(): void {\n${'  f();\n'.repeat(71)}}\n` },
  },
  { rule: 'no-restricted-properties', files: { 'core/engine/a.ts': `export const now = Date.now();\n` } },
  { rule: 'no-restricted-properties', files: { 'core/engine/a.ts': `export const draw = Math.random();\n` } },
  { rule: 'no-restricted-properties', files: { 'core/remotes/a.ts': `export const home = process.env['HOME'];\n` } },
  { rule: 'no-restricted-properties', files: { 'core/cli/status.ts': `export const line = process.argv;\n` } },
  { rule: 'no-restricted-globals', files: { 'core/engine/a.ts': `setTimeout(() => undefined, 1);\n` } },
  { rule: 'no-restricted-imports', files: { 'core/model/a.ts': `import { join } from 'node:path';\nvoid join;\n` } },
  { rule: 'no-unused-vars', files: { 'test/a.test.ts': `import { join } from 'node:path';\n` } },
];
for (const { rule, files } of lint) {
  test(`the linter sees ${rule} in ${Object.keys(files)[0]}: ${Object.values(files)[0]?.split('\n').at(-2)}`, async (t) => {
    const { code, output } = await check(await project(t, files), 'oxlint', ['-f', 'unix']);
    assert.notEqual(code, 0, output);
    assert.match(output, new RegExp(`\\(${rule}\\)\\]`));
  });
}

test('the linter lets the clock, the environment and timers pass where they belong', async (t) => {
  const text = `export const facts = [Date.now(), Math.random(), process.env['HOME']];\nsetTimeout(() => undefined, 1);\n`;
  const places = ['core/platform/clock.ts', 'core/host/compose.ts', 'core/cli/main.ts', 'test/a.test.ts'];
  const files = { ...clean, ...Object.fromEntries(places.map((path) => [path, text])) };
  assert.deepEqual(await check(await project(t, files), 'oxlint', ['-f', 'unix', '--silent']), { code: 0, output: '' });
});

const compiler: readonly { what: string; project: string; path: string; text: string; says: RegExp }[] = [
  {
    what: 'a wrong type',
    project: '.',
    path: 'core/host/a.ts',
    text: `export const a: number = 'b';\n`,
    says: /TS2322/,
  },
  {
    what: 'syntax that is not erasable',
    project: '.',
    path: 'core/host/a.ts',
    text: `export enum A { b }\n`,
    says: /TS1294/,
  },
  {
    what: 'an index that may be missing',
    project: '.',
    path: 'core/host/a.ts',
    text: `export const a = (list: string[]): string => list[0];\n`,
    says: /TS2322/,
  },
  {
    what: 'a wrong type in a launcher',
    project: '.',
    path: 'core/cli/a.mjs',
    text: `Math.abs('1');\n`,
    says: /TS2345/,
  },
  {
    what: 'a process in the pure model',
    project: 'core/tsconfig.model.json',
    path: 'core/model/a.ts',
    text: `export const a = process.pid;\n`,
    says: /TS\d+.*process/,
  },
];
for (const { what, project: settingsPath, path, text, says } of compiler) {
  test(`the compiler sees ${what}`, async (t) => {
    const { code, output } = await check(await project(t, { [path]: text }), 'tsc', ['--noEmit', '-p', settingsPath]);
    assert.notEqual(code, 0);
    assert.match(output, says);
  });
}

test('the formatter sees what it would write otherwise, and only that', async (t) => {
  const folder = await project(t, { ...clean, 'core/host/a.ts': `export const a = "double"\n` });
  const { code, output } = await check(folder, 'oxfmt', ['--list-different', 'core/host']);
  assert.deepEqual([code === 0, output.trim()], [false, 'core/host/a.ts']);
});

test('the search for unused code sees a file, an export and a dependency that nobody uses', async (t) => {
  const manifest = JSON.stringify({ name: 'a', type: 'module', dependencies: { zod: '1', 'fast-check': '1' } });
  const folder = await project(t, {
    'package.json': manifest,
    'core/cli/main.ts': `import { used } from '../host/a.ts';\nimport { z } from 'zod';\nconsole.log(used, z);\n`,
    'core/host/a.ts': `export const used = 1;\nexport const forgotten = 2;\n`,
    'core/host/orphan.ts': `export const orphan = 1;\n`,
  });
  const { code, output } = await check(folder, 'knip', ['--no-progress']);
  assert.notEqual(code, 0);
  for (const name of ['forgotten', 'core/host/orphan.ts', 'fast-check'])
    assert.ok(output.includes(name), `${name}: ${output}`);
  assert.doesNotMatch(output, /\bused\b.*core\/host\/a\.ts|\bzod\b/);
});

test('npm run check and CI run every one of these checkers', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const names = Object.keys(scripts).filter((name) => name.startsWith('check:'));
  const commands = names.map((name) => scripts[name]).join(' ');
  for (const name of ['tsc -p .', 'core/tsconfig.model.json', 'oxlint', 'oxfmt --check', 'knip']) {
    assert.ok(commands.includes(name), name);
  }
  for (const name of names) assert.ok(scripts.check.includes(`npm run ${name}`), name);
  const ci = await readFile(join(root, '.ci/run'), 'utf8');
  assert.ok(
    ci.includes(`for check in ${names.map((name) => name.slice('check:'.length)).join(' ')};`),
    'CI leaves a check out',
  );
});
