import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { judgeMachine } from '../../core/cli/runtime.mjs';

const root = resolve(import.meta.dirname, '../..');
const launcherFiles = ['core/cli/membridge.mjs', 'core/cli/runtime.mjs'];
const pinnedName = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Stands for the command line: says who runs it, ends as it is told. */
const mainText = `
const [first, second] = process.argv.slice(2);
if (first === 'exit') process.exitCode = Number(second);
if (first === 'wait') {
  const open: NodeJS.Timeout = setInterval(() => undefined, 1000);
  process.once('SIGTERM', () => { console.log('told to end'); clearInterval(open); process.exitCode = 7; });
}
console.log(JSON.stringify({ version: process.versions.node, arguments: process.argv.slice(2) }));
if (first === 'die') process.kill(process.pid, 'SIGKILL');
`;

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A checkout with nothing but the launcher and a stand-in main. */
async function checkout(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'launcher-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'core/cli'), { recursive: true });
  for (const file of launcherFiles) await copyFile(join(root, file), join(folder, file));
  await writeFile(join(folder, 'core/cli/main.ts'), mainText);
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}

/** Makes the Node that runs the tests take itself for an older one. */
async function pretendOld(folder: string): Promise<string[]> {
  const file = join(folder, 'pretend.cjs');
  await writeFile(file, `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`);
  return ['--require', file];
}

async function launch(
  folder: string,
  node: string,
  args: readonly string[],
  onFirstOutput?: (pid: number) => void,
): Promise<Ending> {
  // The guard of the tests is loaded through NODE_OPTIONS, which an old Node refuses.
  const environment: NodeJS.ProcessEnv = { ...process.env };
  delete environment['NODE_OPTIONS'];
  const flags = args.filter((_, index) => index < args.indexOf('--'));
  const rest = args.slice(args.indexOf('--') + 1);
  const child = spawn(node, [...flags, join(folder, 'core/cli/membridge.mjs'), ...rest], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (texts.stderr += chunk));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (texts.stdout += chunk));
  child.stdout.once('data', () => child.pid !== undefined && onFirstOutput?.(child.pid));
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

/** A Node in PATH that Membridge does not accept, or undefined. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'node')).find(isTooOld);
}

function isTooOld(binary: string): boolean {
  try {
    const version = execFileSync(binary, ['--version'], { env: {}, encoding: 'utf8', stdio: 'pipe' }).trim();
    return judgeMachine({ version, arch: 'x64' }).kind === 'old-node';
  } catch {
    return false;
  }
}

test('a suitable Node runs main itself, with its arguments and its exit code', async (t) => {
  const folder = await checkout(t);
  const ending = await launch(folder, process.execPath, ['--', 'exit', '5']);
  assert.deepEqual(JSON.parse(ending.stdout), { version: process.versions.node, arguments: ['exit', '5'] });
  assert.equal(ending.code, 5);
});

test('an old Node without the pinned one says one sentence and exits 2', async (t) => {
  const folder = await checkout(t);
  const ending = await launch(folder, process.execPath, [...(await pretendOld(folder)), '--', 'status']);
  assert.equal(ending.code, 2);
  assert.equal(ending.stdout, '');
  assert.match(ending.stderr, /^Membridge needs Node 24 .* and this is Node 20\.20\.2: run `npm ci` .*\.\n$/);
});

test('with --json the refusal is one JSON document on stdout', async (t) => {
  const folder = await checkout(t);
  const ending = await launch(folder, process.execPath, [...(await pretendOld(folder)), '--', 'status', '--json']);
  const { ok, exitCode, error } = JSON.parse(ending.stdout);
  assert.deepEqual([ok, exitCode, ending.code], [false, 2, 2]);
  assert.match(error.hint, /npm ci/);
});

test('a pinned binary that is itself too old ends in the sentence, not in a loop', async (t) => {
  const folder = await checkout(t);
  const bin = join(folder, 'node_modules', pinnedName, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, '../package.json'), '{}');
  await symlink(process.execPath, join(bin, 'node'));
  const ending = await launch(folder, process.execPath, [...(await pretendOld(folder)), '--', 'status']);
  assert.equal(ending.code, 2);
});

test('an old Node hands over to the pinned one: arguments, exit code, signals', async (t) => {
  const folder = await checkout(t);
  const bin = join(folder, 'node_modules', pinnedName, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, '../package.json'), '{}');
  await writeFile(join(bin, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
  await chmod(join(bin, 'node'), 0o755);
  const old = await pretendOld(folder);
  const ended = await launch(folder, process.execPath, [...old, '--', 'exit', '3', 'with space']);
  assert.equal(ended.code, 3);
  assert.deepEqual(JSON.parse(ended.stdout).arguments, ['exit', '3', 'with space']);
  const told = await launch(folder, process.execPath, [...old, '--', 'wait'], (pid) => process.kill(pid, 'SIGTERM'));
  assert.match(told.stdout, /told to end/);
  assert.equal(told.code, 7);
  const killed = await launch(folder, process.execPath, [...old, '--', 'die']);
  assert.equal(killed.code, 128 + 9);
});

test("the system's own older Node runs Membridge through the Node that npm ci brought", async (t) => {
  const node = olderNode();
  if (node === undefined) return t.skip('this machine cannot: it has no Node older than 22.22');
  const folder = await checkout(t);
  const refused = await launch(folder, node, ['--', 'status']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^Membridge needs Node 24 [^\n]*\.\n$/);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const ending = await launch(folder, node, ['--', 'exit', '4']);
  assert.equal(ending.code, 4, ending.stderr);
  assert.match(JSON.parse(ending.stdout).version, /^24\./);
});

test('the launcher is written for a Node of long ago', async () => {
  const newer = /\?\.|\?\?|^(const|let)? ?.*\bawait\b|['"]node:|#[a-z]+\(|\breplaceAll\b/m;
  for (const file of launcherFiles) {
    const code = (await readFile(join(root, file), 'utf8')).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
    assert.doesNotMatch(code, newer, file);
  }
});
