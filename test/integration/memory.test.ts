import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertHealthy } from '../support/database-checks.ts';
import { folderSizes } from '../support/folder-sizes.ts';
import { makeLargeDatabase } from '../support/large-database.ts';
import { initArgs } from '../support/membridge-program.ts';
import { runWatched, sizeSkipped, twoInstallations, withinMemory } from '../support/within-memory.ts';

/** Half a gigabyte must not take longer to make than this, or nobody would measure it; of processor time, so that a busy machine does not count. */
const makeCpuMsMax = 30_000;

for (const megabytes of [2.4, 50, 500]) {
  test(`${megabytes} MB are pushed, pulled, verified and restored in less than 150 MB`, async (t) => {
    const reason = sizeSkipped(megabytes);
    if (reason !== undefined) return t.skip(reason);
    const { laptop, board, folder } = twoInstallations(t);
    const before = process.cpuUsage();
    const made = makeLargeDatabase(laptop.database, megabytes * 1_000_000);
    const makeCpuMs = process.cpuUsage(before).user / 1000;
    assert.ok(makeCpuMs < makeCpuMsMax, `made in ${Math.round(makeCpuMs)} ms of processor time`);
    const measured = withinMemory(t);

    await runWatched(laptop, initArgs(laptop, 'sealed'));
    const { published } = await measured(laptop, 'push');
    const stored = snapshotSizes(laptop.remote);
    assert.equal(published.bytes, sum(stored), 'the report names what was stored, to the byte');
    assert.ok(published.bytes > made.bytes / 5, 'text does not shrink that much: something was left out');

    const sizes = folderSizes(laptop.remote);
    const again = await measured(laptop, 'push');
    assert.deepEqual(again.published, { records: 0, bytes: 0 });
    assert.deepEqual(folderSizes(laptop.remote), sizes, 'a second push sends nothing');

    await runWatched(board, initArgs(board, 'sealed'));
    const { applied } = await measured(board, 'pull');
    assert.equal(applied.bytes, sum(stored.filter(([name]) => name.includes('/part-'))), 'received: all parts, once');
    assert.equal(applied.records, published.records);
    await assertHealthy(board.database);
    await measured(board, 'verify');
    await measured(board, 'restore', ['v1', '--to', join(folder, 'restored.db')]);
  });
}

function snapshotSizes(remote: string): (readonly [name: string, bytes: number])[] {
  return Object.entries(folderSizes(remote)).filter(([name]) => name.includes('/snapshots/'));
}

function sum(sizes: readonly (readonly [string, number])[]): number {
  return sizes.reduce((total, [, bytes]) => total + bytes, 0);
}
