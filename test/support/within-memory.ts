/** The program as a person runs it, watched for its memory: a 1 GB board must not notice it. Linux only. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Installation, start } from './membridge-program.ts';
import { watchPeak } from './peak-of-process.ts';
import { releasedProgram } from './release.ts';

/** What a 1 GB board does not notice. */
const peakBytesMax = 150 * 1024 * 1024;
/** Less than the program needs to start: the watcher sees nothing, and the test would prove nothing. */
const peakBytesMin = 40 * 1024 * 1024;

export interface MovedReport {
  readonly published: { readonly records: number; readonly bytes: number };
  readonly applied: { readonly records: number; readonly bytes: number };
  readonly requests: number;
}

/** Why databases of this size are not measured here, in the words of a skip; undefined when they are. */
export function sizeSkipped(megabytes: number): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux: peaks are read from /proc';
  const isLarge = process.env['CI'] === 'true' || process.env['MEMBRIDGE_TEST_LARGE'] === '1';
  return megabytes > 50 && !isLarge ? 'needs MEMBRIDGE_TEST_LARGE=1: half a gigabyte takes a minute' : undefined;
}

/** Gives what runs a command that must do its work, within the memory it may have however large the database is. */
export function withinMemory(t: TestContext) {
  return async (at: Installation, command: string, args: readonly string[] = []): Promise<MovedReport> => {
    const { data, peakBytes } = await runWatched(at, [command, ...args]);
    t.diagnostic(`${command}: ${Math.round(peakBytes / 1024 / 1024)} MiB`);
    assert.ok(peakBytes > peakBytesMin, `${command} was not seen at work: ${peakBytes} bytes`);
    assert.ok(peakBytes < peakBytesMax, `${command} took ${Math.round(peakBytes / 1024 / 1024)} MiB`);
    return data as unknown as MovedReport;
  };
}

/**
 * Runs a command of the release, which must do its work; `peakBytes` is the most memory that it had. A checkout takes 20 MB
 * more in the first run after a change, when Node strips the types off our sources.
 */
export async function runWatched(at: Installation, args: readonly string[]) {
  // As a person runs it: the guard of the tests, which NODE_OPTIONS loads, has a weight of its own, and so have caches.
  const environment = { NODE_OPTIONS: '', NODE_COMPILE_CACHE: '' };
  const { child, ended } = start(at, args, { environment, launcher: await releasedProgram() });
  const peak = watchPeak(child.pid);
  const ran = await ended.finally(peak);
  assert.equal(ran.exitCode, 0, `${args.join(' ')}: ${JSON.stringify(ran.error)} ${ran.stderr}`);
  return { data: ran.data, peakBytes: peak() };
}

/** Two installations in a new folder, which goes after the test; `remote` is a folder in it. */
export function twoInstallations(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const remote = join(folder, 'shared');
  const make = (label: string): Installation => {
    mkdirSync(join(folder, label));
    const [home, database] = [join(folder, label, 'home'), join(folder, label, 'claude-mem.db')];
    return { label, home, database, remote, environment };
  };
  mkdirSync(remote);
  return { laptop: make('laptop'), board: make('board'), folder };
}
