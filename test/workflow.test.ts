/** The workflow for GitHub, which nobody here can run: read, its rights and versions looked at, its steps run as shell. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');

const step = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
});
type Step = z.infer<typeof step>;
/** As strict as our use of it: a word that GitHub does not know would be left out there in silence. */
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()) }),
    pull_request: z.null(),
    workflow_dispatch: z.null(),
  }),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.literal(true) }),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      container: z.strictObject({ image: z.string(), options: z.string() }).optional(),
      'timeout-minutes': z.number().max(120),
      strategy: z
        .strictObject({ 'fail-fast': z.literal(false), matrix: z.strictObject({ os: z.array(z.string()) }) })
        .optional(),
      env: z.record(z.string(), z.string()).optional(),
      defaults: z.strictObject({ run: z.strictObject({ shell: z.literal('bash') }) }).optional(),
      steps: z.array(step),
    }),
  ),
});

const text = await readFile(join(root, '.github/workflows/ci.yml'), 'utf8');
const { jobs } = workflow.parse(parse(text));
const steps = Object.values(jobs).flatMap((job) => job.steps);
const scripts = steps.flatMap((each) => (each.run === undefined ? [] : [{ ...each, run: each.run }]));
const onLinux = scripts.filter(isLinux);
const { scripts: npmScripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

test('it may read the code and nothing else, and leaves no key in the checkout', () => {
  // The whole is parsed above: `permissions` has one entry, and no job widens it.
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  assert.equal(checkouts.length, Object.keys(jobs).length);
  for (const each of checkouts) assert.deepEqual(each.with, { 'persist-credentials': false });
  assert.doesNotMatch(text, /secrets\.|pull_request_target|GITHUB_TOKEN/);
});

test('each action is one of GitHub’s own, in an exact version', () => {
  const used = steps.flatMap(({ uses }) => uses ?? []);
  assert.ok(used.length >= 4);
  assert.deepEqual(
    used.filter((each) => !/^actions\/[\w-]+@v\d+\.\d+\.\d+$/.test(each)),
    [],
  );
});

test('it checks, tests and packs on Linux, macOS and Windows', () => {
  assert.deepEqual(
    jobs['desktop']?.strategy?.matrix.os.map((os) => os.split('-')[0]),
    ['ubuntu', 'macos', 'windows'],
  );
  const everywhere = scripts.filter((each) => each.if === undefined).map((each) => each.run);
  for (const words of ['npm run check:types', 'npm run dist', 'npx install-electron'])
    assert.ok(
      everywhere.some((each) => each.includes(words)),
      words,
    );
});

test('no step puts what others may name into a script', () => {
  assert.deepEqual(
    scripts.filter(({ run: script }) => script.includes('${{')),
    [],
  );
});

test('each script is shell, and names scripts, programs and files that are there', async () => {
  let names = 0;
  for (const { run: script } of scripts) {
    await run('bash', ['-n', '-c', script]);
    for (const [, name = ''] of script.matchAll(/npm run ([\w:-]+)/g)) {
      names += 1;
      assert.ok(npmScripts[name] !== undefined, name);
    }
    for (const [, name = ''] of script.matchAll(/npx ([\w:-]+)/g)) {
      names += 1;
      assert.ok(existsSync(join(root, 'node_modules/.bin', name)), name);
    }
    for (const [path] of script.matchAll(/(?<=[ \n])(?:test|build|\.ci)\/[\w./-]+/g)) {
      names += 1;
      assert.ok(existsSync(join(root, path)), path);
    }
  }
  assert.ok(names >= 10, `only ${names} names were looked at`);
});

test('its steps on Linux, run as shell, ask for these programs in this order', async (t) => {
  const called = await callsOf(t, onLinux);
  assert.deepEqual(called, [
    'bash .ci/run',
    'npm ci',
    'npm run check:types',
    'npx install-electron',
    'npx electron --version',
    'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    'sudo apt-get -qq update',
    'sudo apt-get -qq install -y xvfb',
    'xvfb-run --auto-servernum npm test -- test/electron test/integration/electron',
    'npm run dist -- --dir --stub --out RUNNER_TEMP/stub',
    'npm run dist -- --out RUNNER_TEMP/packages',
    'xvfb-run --auto-servernum node test/electron/start-packed-script.ts RUNNER_TEMP/packages/linux-unpacked/membridge-tray',
  ]);
});

test('a script that fails in its middle fails its step', async (t) => {
  await assert.rejects(callsOf(t, [{ run: 'npx install-electron\nfalse\nnpx electron --version' }]));
});

test('the step that packs over the stub packs, and says last where', async (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux: the stub is one of Electron for it');
  const script = onLinux.find((each) => each.run.includes('--stub'))?.run ?? '';
  const temp = await scratch(t);
  const env = { ...process.env, RUNNER_TEMP: temp };
  const { stdout } = await run('bash', ['-eo', 'pipefail', '-c', script], { cwd: root, env });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  assert.equal(last, join(temp, 'stub/linux-unpacked'));
  assert.ok(existsSync(join(last, 'resources/app.asar')));
});

test('what starts a packed app waits for its host, has it quit, and fails where it does not start', async (t) => {
  const folder = await scratch(t);
  const hooks = pathToFileURL(join(root, 'test/electron/stand-in/hooks-script.ts')).href;
  const program = join(folder, 'membridge-tray');
  const main = join(root, 'electron/main.ts');
  await writeFile(
    program,
    `#!/bin/sh\n[ "$1" = --no-sandbox ] && shift\nexec '${process.execPath}' --import '${hooks}' '${main}' "$@"\n`,
  );
  await chmod(program, 0o755);
  const started = await startPacked(program, folder);
  assert.equal(started.code, 0, started.output);
  assert.match(started.output, /its host says in-sync|its host says setup/);
  assert.match(started.output, /the packed app quits\n$/);
  await writeFile(program, '#!/bin/sh\nexit 7\n');
  const failed = await startPacked(program, folder);
  assert.deepEqual([failed.code, /it ended with 7/.test(failed.output)], [1, true], failed.output);
});

async function startPacked(program: string, folder: string): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, TMPDIR: folder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' };
  const script = join(root, 'test/electron/start-packed-script.ts');
  const child = spawn(process.execPath, [script, program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((done) => child.once('close', (code) => done({ code, output })));
}

/** Runs scripts as GitHub does, each in a shell of its own, where every program that is asked for only notes its words. */
async function callsOf(t: TestContext, all: readonly { readonly run: string }[]): Promise<string[]> {
  const folder = await scratch(t);
  const bin = join(folder, 'bin');
  const log = join(folder, 'called');
  await mkdir(bin);
  await writeFile(log, '');
  for (const name of ['bash', 'npm', 'npx', 'node', 'sudo', 'xvfb-run']) {
    await writeFile(join(bin, name), `#!/bin/sh\necho "${name} $*" >> '${log}'\n`);
    await chmod(join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}:/usr/bin:/bin`, RUNNER_TEMP: 'RUNNER_TEMP' };
  for (const { run: script } of all) await run('/bin/bash', ['-eo', 'pipefail', '-c', script], { cwd: folder, env });
  return (await readFile(log, 'utf8')).trimEnd().split('\n');
}

function isLinux({ if: condition }: Step): boolean {
  if (condition === undefined) return true;
  const asked = /^runner\.os (==|!=) '(Linux|macOS|Windows)'$/.exec(condition);
  assert.ok(asked !== null, `a condition of another kind: ${condition}`);
  return (asked[1] === '==') === (asked[2] === 'Linux');
}

async function scratch(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'workflow-')));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
