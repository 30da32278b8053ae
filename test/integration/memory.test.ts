import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { assertHealthy } from '../support/database-checks.ts';
import { folderSizes } from '../support/folder-sizes.ts';
import { makeLargeDatabase } from '../support/large-database.ts';
import { initArgs, type Installation, start } from '../support/membridge-program.ts';
import { watchPeak } from '../support/peak-of-process.ts';

/** What a 1 GB board does not notice. */
const peakBytesMax = 150 * 1024 * 1024;
/** Half a gigabyte must not take longer to make than this, or nobody would measure it; of processor time, so that a busy machine does not count. */
const makeCpuMsMax = 30_000;
/** Less than the program needs to start: the watcher sees nothing, and the test would prove nothing. */
const peakBytesMin = 40 * 1024 * 1024;

const isLarge = process.env['CI'] === 'true' || process.env['MEMBRIDGE_TEST_LARGE'] === '1';

for (const megabytes of [2.4, 50, 500]) {
  test(`${megabytes} MB are pushed, pulled, verified and restored in less than 150 MB`, async (t) => {
    if (process.platform !== 'linux') return t.skip('needs Linux: peaks are read from /proc');
    if (megabytes > 50 && !isLarge) return t.skip('needs MEMBRIDGE_TEST_LARGE=1: half a gigabyte takes a minute');
    const { laptop, board, folder } = installations(t);
    const before = process.cpuUsage();
    const made = makeLargeDatabase(laptop.database, megabytes * 1_000_000);
    const makeCpuMs = process.cpuUsage(before).user / 1000;
    assert.ok(makeCpuMs < makeCpuMsMax, `made in ${Math.round(makeCpuMs)} ms of processor time`);
    const measured = measuring(t);

    await run(laptop, initArgs(laptop, 'sealed'));
    const { published } = await measured(laptop, 'push');
    const stored = snapshotSizes(laptop.remote);
    assert.equal(published.bytes, sum(stored), 'the report names what was stored, to the byte');
    assert.ok(published.bytes > made.bytes / 5, 'text does not shrink that much: something was left out');

    const sizes = folderSizes(laptop.remote);
    const again = await measured(laptop, 'push');
    assert.deepEqual(again.published, { records: 0, bytes: 0 });
    assert.deepEqual(folderSizes(laptop.remote), sizes, 'a second push sends nothing');

    await run(board, initArgs(board, 'sealed'));
    const { applied } = await measured(board, 'pull');
    assert.equal(applied.bytes, sum(stored.filter(([name]) => name.includes('/part-'))), 'received: all parts, once');
    assert.equal(applied.records, published.records);
    await assertHealthy(board.database);
    await measured(board, 'verify');
    await measured(board, 'restore', ['v1', '--to', join(folder, 'restored.db')]);
  });
}

interface Moved {
  readonly records: number;
  readonly bytes: number;
}
type Report = { readonly published: Moved; readonly applied: Moved };

/** Runs a command that must do its work, within the memory it may have. */
function measuring(t: TestContext) {
  return async (at: Installation, command: string, args: readonly string[] = []): Promise<Report> => {
    const { data, peakBytes } = await run(at, [command, ...args]);
    t.diagnostic(`${command}: ${Math.round(peakBytes / 1024 / 1024)} MiB`);
    assert.ok(peakBytes > peakBytesMin, `${command} was not seen at work: ${peakBytes} bytes`);
    assert.ok(peakBytes < peakBytesMax, `${command} took ${Math.round(peakBytes / 1024 / 1024)} MiB`);
    return data as unknown as Report;
  };
}

async function run(at: Installation, args: readonly string[]) {
  // As a person runs it: the guard of the tests, which NODE_OPTIONS loads, has a weight of its own.
  const { child, ended } = start(at, args, { environment: { NODE_OPTIONS: '' } });
  const peak = watchPeak(child.pid);
  const ran = await ended.finally(peak);
  assert.equal(ran.exitCode, 0, `${args.join(' ')}: ${JSON.stringify(ran.error)} ${ran.stderr}`);
  return { data: ran.data, peakBytes: peak() };
}

function snapshotSizes(remote: string): (readonly [name: string, bytes: number])[] {
  return Object.entries(folderSizes(remote)).filter(([name]) => name.includes('/snapshots/'));
}

function sum(sizes: readonly (readonly [string, number])[]): number {
  return sizes.reduce((total, [, bytes]) => total + bytes, 0);
}

function installations(t: TestContext): { laptop: Installation; board: Installation; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const remote = join(folder, 'shared');
  const make = (label: string): Installation => {
    mkdirSync(join(folder, label));
    return { label, home: join(folder, label, 'home'), database: join(folder, label, 'claude-mem.db'), remote };
  };
  mkdirSync(remote);
  return { laptop: make('laptop'), board: make('board'), folder };
}
