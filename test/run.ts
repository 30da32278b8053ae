// `node test/run.ts [files or folders…]`: every test file in a process, a home and a temporary folder of its own.
import { chmod, glob, mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changedPaths, fingerprint } from './support/fingerprint.ts';
import { liveOwner } from './support/live-owner.ts';
import { fingerprintedPaths } from './support/real-home.mjs';
import { type FileReport, runTestFile } from './support/run-file.ts';
import { closingLine, desktopLine, failureLines, fileLines, skipLines, totalsOf } from './support/run-totals.ts';

/** Run by hand or by their own script, never by `npm test`. */
const slowFolders = ['test/bench/', 'test/fixtures/'];

/** Enough for the slowest unit test on a loaded two-core machine; whatever takes longer hangs. */
const fileMsMax = 120_000;
/** Real servers, real workers, `kill -9` at every step and, in CI, thousands of seeds take minutes. */
const integrationFileMsMax = 600_000;

const root = resolve(import.meta.dirname, '..');
const isCi = process.env['CI'] === 'true';

process.exitCode = await main(parseArgs({ allowPositionals: true }).positionals);

async function main(asked: readonly string[]): Promise<number> {
  const files = await testFiles(asked);
  if (files.length === 0) {
    console.error(`No test file found for ${asked.join(' ') || 'test/'}: name files that end in .test.ts.`);
    return 2;
  }
  const homeBefore = await fingerprint(fingerprintedPaths());
  const folder = await mkdtemp(join(tmpdir(), 'membridge-test-'));
  // A test that goes on as another user (to meet a file it may not read) must be able to walk in.
  await chmod(folder, 0o711);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  const reports = await runAll(files, folder, interrupted.signal);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  if (interrupted.signal.aborted) return 130;

  const { skips, refused } = skipLines(reports, isCi);
  const faults = [
    ...refused.map((line) => `must not be skipped${isCi ? ' in CI' : ' without a reason'}: ${line}`),
    ...(await homeFaults(homeBefore)),
  ];
  for (const line of failureLines(reports)) console.log(line);
  for (const line of skips) console.log(`- skipped ${line}`);
  for (const fault of faults) console.log(`✗ ${fault}`);
  const desktop = desktopLine(reports);
  if (desktop !== null) console.log(`- ${desktop}`);
  const totals = totalsOf(reports, faults.length, skips.length);
  console.log(`\n${closingLine(totals)}`);
  return totals.failed === 0 ? 0 : 1;
}

/** Repository-relative paths with forward slashes; the slow integration files first, so that no core idles at the end. */
async function testFiles(asked: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const name of asked.length === 0 ? [join(root, 'test')] : asked.map((path) => resolve(path))) {
    const isFolder = (await stat(name).catch(() => undefined))?.isDirectory();
    if (isFolder !== true) found.add(name);
    else for await (const path of glob('**/*.test.ts', { cwd: name })) found.add(join(name, path));
  }
  const paths = [...found].map((path) => relative(root, path).replaceAll('\\', '/')).sort();
  const wanted = paths.filter((path) => asked.length > 0 || !slowFolders.some((slow) => path.startsWith(slow)));
  return [...wanted.filter(isIntegration), ...wanted.filter((path) => !isIntegration(path))];
}

function isIntegration(path: string): boolean {
  return ['test/integration/', 'test/simulation/', 'test/ui/real/'].some((folder) => path.startsWith(folder));
}

async function runAll(files: readonly string[], folder: string, signal: AbortSignal): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  const waiting = [...files.entries()];
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      const [index, file] = next;
      const timeoutMs = isIntegration(file) ? integrationFileMsMax : fileMsMax;
      const report = await runTestFile(root, file, join(folder, String(index)), timeoutMs, signal);
      await rm(join(folder, String(index)), { recursive: true, force: true, maxRetries: 3 });
      if (signal.aborted) return;
      reports.push(report);
      console.log(fileLines(report).join('\n'));
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return reports;
}

/** The guard sees only Node; this also sees what a spawned tool did to the person's real memory. */
async function homeFaults(before: ReadonlyMap<string, string>): Promise<string[]> {
  const changed = changedPaths(before, await fingerprint(fingerprintedPaths()));
  const faults: string[] = [];
  for (const path of changed) {
    const owner = isCi ? undefined : await liveOwner(path);
    if (owner === undefined) faults.push(`the run changed the real ${path}`);
    else console.log(`- ${path} changed meanwhile; ${owner} is running, so this is not held against the tests`);
  }
  return faults;
}
