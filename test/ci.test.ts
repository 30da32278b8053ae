import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** What the stand-in for npm does; `ci`, `run` and `test` are its first argument. */
interface StandIn {
  readonly ci?: string;
  readonly run?: string;
  readonly test?: string;
}

/** Runs .ci/run in a folder where npm is a stand-in and no package is missing. */
async function runCi(t: TestContext, npm: StandIn): Promise<{ code: number; stdout: string; called: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ci-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(join(root, '.ci'), join(folder, '.ci'), { recursive: true });
  await writeFile(join(folder, '.ci/packages'), 'bash bash there\n');
  await mkdir(join(folder, 'bin'));
  const cases = Object.entries(npm).map(([name, act]) => `${name}) ${act} ;;`);
  const script = `#!/bin/sh\necho "$CI $*" >> '${folder}/called'\ncase $1 in\n${cases.join('\n')}\nesac\n`;
  await writeFile(join(folder, 'bin/npm'), script);
  await chmod(join(folder, 'bin/npm'), 0o755);
  const environment = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  const { code, stdout } = await new Promise<{ code: number; stdout: string }>((done) => {
    execFile('bash', [join(folder, '.ci/run')], { env: environment }, (error, text) => {
      done({ code: error === null ? 0 : Number(error.code), stdout: text });
    });
  });
  return { code, stdout, called: await readFile(join(folder, 'called'), 'utf8') };
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}

test('a green run goes through every stage in order and ends with the totals of the tests', async (t) => {
  const { code, stdout, called } = await runCi(t, { test: `printf 'a line\\n\\n12 passed, 0 failed, 2 skipped\\n'` });
  assert.equal(code, 0, stdout);
  assert.equal(lastLine(stdout), '12 passed, 0 failed');
  assert.deepEqual(
    called
      .trim()
      .split('\n')
      .map((line) => line.replace(/ --.*? /, ' ')),
    [
      'true ci --no-fund',
      ...['types', 'lint', 'format', 'unused'].map((name) => `true run check:${name}`),
      'true run test:tools',
      'true test',
    ],
  );
  assert.equal(stdout.match(/^== .*: done in \d+ s$/gm)?.length, 8);
});

test("failing tests show the runner's own output and its numbers", async (t) => {
  const { code, stdout } = await runCi(t, { test: `printf '✗ why it failed\\n\\n12 passed, 3 failed\\n'; exit 1` });
  assert.equal(code, 1);
  assert.match(stdout, /✗ why it failed/);
  assert.equal(lastLine(stdout), '12 passed, 3 failed');
});

test('a failing check is one failure more and does not keep the tests from running', async (t) => {
  const { code, stdout } = await runCi(t, {
    run: `[ "$3" != check:lint ] || exit 4`,
    test: `printf '12 passed, 0 failed\\n'`,
  });
  assert.equal(code, 1);
  assert.match(stdout, /== check lint: FAILED with 4/);
  assert.equal(lastLine(stdout), '12 passed, 1 failed');
});

test('tests that end without a closing line, or run nothing, are a failure', async (t) => {
  const broken = await runCi(t, { test: 'exit 7' });
  assert.deepEqual([broken.code, lastLine(broken.stdout)], [1, '0 passed, 1 failed']);
  const nothing = await runCi(t, { test: 'true' });
  assert.deepEqual([nothing.code, lastLine(nothing.stdout)], [1, '0 passed, 1 failed']);
});

test('without npm ci nothing else is tried', async (t) => {
  const { code, stdout, called } = await runCi(t, { ci: 'exit 1' });
  assert.equal(code, 1);
  assert.equal(called.trim().split('\n').length, 1);
  assert.equal(lastLine(stdout), '0 passed, 1 failed');
});

test('only the packages whose command is missing are installed, and each has a reason', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ci-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'list'), '# a comment\n\nbash  bash-package  why\nno-such-command  a-package  why\n');
  const script = `. '${root}/.ci/stages.sh'; missing_packages '${folder}/list'`;
  const missing = await new Promise<string>((done) => execFile('bash', ['-c', script], (_, text) => done(text)));
  assert.equal(missing, 'a-package\n');
  const lines = (await readFile(join(root, '.ci/packages'), 'utf8')).split('\n').filter((line) => /^[^#]/.test(line));
  for (const line of lines) assert.match(line, /^\S+ +\S+ +\S+ .+$/);
});
