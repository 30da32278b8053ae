import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { leftoverFiles, leftoverProcesses } from './leftovers.ts';
import type { Outcome } from './reporter.ts';
import { type TestPlace, testPlace } from './test-environment.ts';

/** What came of one test file. A fault is a failure of the file itself, not of one of its tests. */
export interface FileReport {
  readonly file: string;
  readonly outcomes: readonly Outcome[];
  readonly faults: readonly string[];
  readonly output: string;
  readonly durationMs: number;
}

/** The end of a file's output tells why it failed; more than this is cut at the front. */
const outputCharsMax = 20_000;

/**
 * Runs one test file in a process and a folder of its own and looks for what it left behind. Never rejects for a test's
 * sake. `signal` ends it early.
 */
export async function runTestFile(
  root: string,
  file: string,
  folder: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<FileReport> {
  const startMs = performance.now();
  const marker = folder;
  const place = await testPlace(folder, marker);
  const outcomesPath = join(dirname(place.home), 'outcomes.jsonl');
  const { output, ending } = await runProcess(root, file, outcomesPath, place, timeoutMs, signal);
  const outcomes = await readOutcomes(outcomesPath);
  const faults = [...endingFaults(ending, outcomes), ...(await leftoverFaults(place, marker))];
  return { file, outcomes, faults, output, durationMs: performance.now() - startMs };
}

type Ending = { kind: 'exit'; code: number | null; signal: string | null } | { kind: 'timeout'; timeoutMs: number };

function runProcess(
  root: string,
  file: string,
  outcomesPath: string,
  place: TestPlace,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<{ output: string; ending: Ending }> {
  const reporter = join(import.meta.dirname, 'reporter.ts');
  const flags = [`--test-reporter=${reporter}`, `--test-reporter-destination=${outcomesPath}`, '--enable-source-maps'];
  const child = spawn(process.execPath, [...flags, file], {
    cwd: root,
    env: place.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: string): void => {
    output = (output + chunk).slice(-outputCharsMax);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const stop = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', reject);
    // 'exit', not 'close': a grandchild that holds the pipe open must not hold the run.
    child.once('exit', (code, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      const ending: Ending = timedOut ? { kind: 'timeout', timeoutMs } : { kind: 'exit', code, signal: killedBy };
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ output, ending });
      });
    });
  });
}

async function readOutcomes(path: string): Promise<Outcome[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line): Outcome => JSON.parse(line));
}

function endingFaults(ending: Ending, outcomes: readonly Outcome[]): string[] {
  if (ending.kind === 'timeout') {
    return [
      `still running after ${ending.timeoutMs / 1000} s: a test hangs, or a timer, server or process is left open`,
    ];
  }
  const failed = outcomes.some((outcome) => outcome.kind === 'failed');
  if (ending.signal !== null) return [`ended by ${ending.signal}`];
  if (ending.code !== 0 && !failed) return [`ended with exit code ${ending.code}`];
  if (!outcomes.some((outcome) => outcome.kind === 'done')) return ['contains no test, or ended before its tests did'];
  return [];
}

async function leftoverFaults(place: TestPlace, marker: string): Promise<string[]> {
  const processes = await leftoverProcesses(marker);
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
  const files = await leftoverFiles(place.temporary);
  return [
    ...processes.map(({ pid, command }) => `left a process behind: ${command} (${pid})`),
    ...(files.length > 0 ? [`left in the temporary folder: ${files.join(', ')}`] : []),
  ];
}
