import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FileReport, runTestFile } from './run-file.ts';
import { closingLine, desktopLine, failureLines, fileLines, skipLines, totalsOf } from './run-totals.ts';

/** Long enough for a small file on a loaded machine. */
const fileMsMax = 30_000;

/** Runs the text of a test file as the runner would. */
async function runText(t: TestContext, text: string, timeoutMs = fileMsMax): Promise<FileReport> {
  const folder = await mkdtemp(join(tmpdir(), 'run-file-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'a.test.ts'), `import test, { describe } from 'node:test';\n${text}`);
  return runTestFile(folder, 'a.test.ts', join(folder, 'place'), timeoutMs, new AbortController().signal);
}

test('a passing file is one line, and its tests, subtests and skips are counted without its suites', async (t) => {
  const report = await runText(
    t,
    `test('one', () => console.log('noise'));
     describe('suite', () => { test('two', () => {}); });
     test('three', async (t) => { await t.test('four', () => {}); });
     test('five', (t) => t.skip('needs X: get X'));`,
  );
  assert.match(fileLines(report).join('\n'), /^✓ a\.test\.ts \(4, \d+\.\d s\)$/);
  assert.equal(closingLine(totalsOf([report], 0, 1)), '4 passed, 0 failed, 1 skipped');
});

test('a failing test is shown in full with what the file printed, its parent is not counted again', async (t) => {
  const report = await runText(
    t,
    `test('parent', async (t) => { await t.test('child', () => { console.log('a trace'); throw new Error('the cause'); }); });`,
  );
  const lines = fileLines(report).join('\n');
  assert.match(lines, /✗ parent > child \(a\.test\.ts:2\)\n +Error: the cause\n/);
  assert.match(lines, /output:\n +a trace/);
  assert.equal(closingLine(totalsOf([report], 0, 0)), '0 passed, 1 failed');
});

test('the end of a run names every failure with its cause, and no stack', async (t) => {
  const report = await runText(
    t,
    `import assert from 'node:assert/strict';
     test('parent', async (t) => { await t.test('child', () => assert.deepEqual({ a: 1 }, { a: 2 })); });
     test('long', () => { throw new Error('word '.repeat(1_000)); });`,
  );
  const quiet = { file: 'b.test.ts', outcomes: [], faults: [], output: '', durationMs: 1 };
  const [, , child, cause, long, cut, fault, ...more] = failureLines([
    report,
    { ...quiet, faults: ['left a process behind'] },
    quiet,
  ]);
  assert.equal(child, '✗ a.test.ts:3: parent > child');
  assert.match(cause ?? '', /^ {4}AssertionError .*a: 1.*a: 2/);
  assert.doesNotMatch(cause ?? '', / at .*a\.test\.ts/);
  assert.equal(long, '✗ a.test.ts:4: long');
  assert.match(cut ?? '', /^ {4}Error: word .{200,}…$/);
  assert.equal(fault, '✗ b.test.ts: left a process behind');
  assert.deepEqual([more, failureLines([quiet, quiet]), failureLines([report])], [[], [], []]);
});

const planted: readonly { what: string; text: string; says: RegExp; linuxOnly?: true }[] = [
  { what: 'that throws while it loads', text: `throw new Error('early')`, says: /exit code 1/ },
  { what: 'without a test', text: `export {}`, says: /contains no test/ },
  {
    what: 'that exits in the middle',
    text: `test('a', () => process.exit(0)); test('b', () => {})`,
    says: /before its tests/,
  },
  { what: 'that is killed', text: `test('a', () => process.kill(process.pid, 'SIGKILL'))`, says: /ended by SIGKILL/ },
  {
    what: 'that leaves a file',
    text: `import fs from 'node:fs'; import os from 'node:os';
      test('a', () => fs.writeFileSync(os.tmpdir() + '/forgotten', ''))`,
    says: /^left in the temporary folder: forgotten$/,
  },
  {
    what: 'that leaves a process, which is then ended',
    text: `import { spawn } from 'node:child_process';
      test('a', () => spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref())`,
    says: /^left a process behind: sleep 600 \(\d+\)$/,
    linuxOnly: true,
  },
];
for (const { what, text, says, linuxOnly } of planted) {
  test(`a file ${what} fails`, async (t) => {
    if (linuxOnly && process.platform !== 'linux') return t.skip('this machine cannot: it has no /proc');
    const report = await runText(t, text);
    assert.equal(report.faults.length, 1, report.faults.join('\n'));
    assert.match(report.faults[0] ?? '', says);
    const pid = /\((\d+)\)$/.exec(report.faults[0] ?? '')?.[1];
    if (pid !== undefined) assert.ok(await endsSoon(Number(pid)), `process ${pid} still runs`);
  });
}

/** Its entry may stay in /proc until somebody reaps it, but nothing runs in it any more. */
async function endsSoon(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) === '') return true;
    await sleep(20);
  }
  return false;
}

test('a file that hangs is ended after its time and says so', async (t) => {
  const report = await runText(t, `test('a', () => {}); setInterval(() => {}, 1000);`, 1_500);
  assert.match(report.faults[0] ?? '', /^still running after 1\.5 s/);
});

test('a test sees a home of its own, no proxy, no keys, and where the person really lives only to avoid it', async (t) => {
  const names = ['HTTPS_PROXY', 'AWS_SECRET_ACCESS_KEY', 'MINIO_ENDPOINT', 'CLAUDE_MEM_WORKER_PORT'];
  for (const name of names) process.env[name] = 'http://127.0.0.1:9';
  t.after(() => names.forEach((name) => delete process.env[name]));
  const report = await runText(
    t,
    `import assert from 'node:assert/strict'; import os from 'node:os';
     test('a', () => {
       for (const name of ${JSON.stringify(names)}) assert.equal(process.env[name], undefined);
       const home = process.env.HOME;
       assert.equal(os.homedir(), home);
       assert.notEqual(home, os.userInfo().homedir);
       for (const name of ['CLAUDE_CONFIG_DIR', 'CLAUDE_MEM_DATA_DIR', 'MEMBRIDGE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'])
         assert.ok(process.env[name].startsWith(home + '/'), name);
       assert.ok(process.env.MEMBRIDGE_TEST_REAL_HOMES.split('\\n').includes(os.userInfo().homedir));
     });`,
  );
  assert.equal(fileLines(report).length, 1, fileLines(report).join('\n'));
});

test('a skip needs a reason; in CI it is refused unless the machine cannot have what it needs', () => {
  const outcomes = ['needs a server: install it', 'this machine cannot: no KVM', ''].map(
    (reason) => ({ kind: 'skipped', name: 'a', reason }) as const,
  );
  const reports = [{ file: 'f', outcomes, faults: [], output: '', durationMs: 1 }];
  const here = skipLines(reports, false);
  assert.deepEqual([here.skips.length, here.refused], [2, ['f: a: no reason given']]);
  const ci = skipLines(reports, true);
  assert.deepEqual(ci.skips, ['f: a: this machine cannot: no KVM']);
  assert.equal(ci.refused.length, 2);
});

test('the summary says what the desktop tests stood on, and Electron only where a test of its own ran in it', () => {
  const report = (file: string, ...outcomes: FileReport['outcomes']) => ({
    file,
    outcomes,
    faults: [],
    output: '',
    durationMs: 1,
  });
  const name = 'Electron itself shows the panel';
  const inElectron = (kind: 'passed' | 'skipped') =>
    kind === 'passed' ? ({ kind, name } as const) : ({ kind, name, reason: 'this machine cannot: x' } as const);
  const file = 'test/integration/electron/window.test.ts';
  assert.equal(desktopLine([report('test/model/a.test.ts', { kind: 'passed', name })]), null);
  for (const outcome of [inElectron('skipped'), { kind: 'passed', name: 'the window shows it' } as const])
    assert.match(desktopLine([report(file, outcome)]) ?? '', /over a stand-in.+Electron itself ran none/);
  assert.match(desktopLine([report(file, inElectron('passed'))]) ?? '', /: 1 in Electron itself/);
});
