import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { changedPaths, fingerprint } from './fingerprint.ts';
import { realHomesVariable } from './real-home.mjs';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fingerprint-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('a new, a gone, a longer and a touched file are each a change; an untouched tree is none', async (t) => {
  const folder = await folderOf(t);
  await mkdir(join(folder, 'sub'));
  for (const name of ['gone', 'longer', 'touched', 'same']) await writeFile(join(folder, 'sub', name), 'a');
  const before = await fingerprint([folder, join(folder, 'absent')]);
  assert.deepEqual(changedPaths(before, await fingerprint([folder])), []);
  await rm(join(folder, 'sub/gone'));
  await writeFile(join(folder, 'sub/longer'), 'aa');
  await writeFile(join(folder, 'sub/new'), '');
  await utimes(join(folder, 'sub/touched'), 1, 1);
  const names = changedPaths(before, await fingerprint([folder])).map((path) => path.slice(folder.length));
  assert.deepEqual(names, ['/sub', '/sub/gone', '/sub/longer', '/sub/new', '/sub/touched']);
});

test('a link to a folder is not followed', async (t) => {
  const folder = await folderOf(t);
  await symlink('/', join(folder, 'root'));
  assert.equal((await fingerprint([folder])).size, 2);
});

/** Runs the whole runner over one test file that makes a spawned tool write into `home`. */
async function runWith(t: TestContext, home: string, command: string, ci: boolean): Promise<[number, string]> {
  const folder = await folderOf(t);
  await writeFile(
    join(folder, 'a.test.ts'),
    `import test from 'node:test'; import { execSync } from 'node:child_process';
     test('a', () => { execSync(${JSON.stringify(command)}, { env: { PATH: process.env.PATH, REAL: ${JSON.stringify(home)} } }); });`,
  );
  const environment: NodeJS.ProcessEnv = { ...process.env, [realHomesVariable]: home, CI: String(ci) };
  // The runner is no test: neither the guard nor node:test may take it for one.
  delete environment['NODE_OPTIONS'];
  delete environment['NODE_TEST_CONTEXT'];
  const runner = resolve(import.meta.dirname, '../run.ts');
  const child = spawn(process.execPath, [runner, join(folder, 'a.test.ts')], { env: environment });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const [code] = await once(child, 'close');
  return [code, output];
}

test('a tool that changes the real memory fails the run although no Node took part', async (t) => {
  const home = await folderOf(t);
  await mkdir(join(home, 'elsewhere'));
  const [code, output] = await runWith(t, home, 'mkdir $REAL/.claude-mem && touch $REAL/.claude-mem/x', false);
  assert.equal(code, 1, output);
  assert.match(output, /✗ the run changed the real .*\/\.claude-mem\/x\n/);
  assert.match(output, /\n\n1 passed, 2 failed\n$/);
});

test("a change elsewhere in the home is nobody's business", async (t) => {
  const home = await folderOf(t);
  const [code, output] = await runWith(t, home, 'mkdir $REAL/.claude && touch $REAL/.claude/history $REAL/x', false);
  assert.equal(code, 0, output);
  assert.match(output, /\n\n1 passed, 0 failed\n$/);
});
