import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const largeBytes = 60_000_000;
/** Page caches fill and the heap breathes; a database that is read whole would show three times over. */
const growthBytesMax = 30_000_000;

test('memory does not grow with the database: digest, image, check, replace', async (t) => {
  const root = await scratchFolder(t, 'memory-use');
  const [small, large] = [join(root, 'small.db'), join(root, 'large.db')];
  makeLargeDatabase(small, 600_000);
  assert.ok(makeLargeDatabase(large, largeBytes).bytes > largeBytes * 0.8);
  const growth = peakBytes(large, join(root, 'scratch')) - peakBytes(small, join(root, 'scratch'));
  assert.ok(growth < growthBytesMax, `${Math.round(growth / 1e6)} MB more for the large database`);
});

/** What a process of its own needs at most. */
function peakBytes(path: string, scratch: string): number {
  const core = join(import.meta.dirname, '../../../core');
  const program = `
    import { systemClock } from ${JSON.stringify(join(core, 'platform/clock.ts'))};
    import { claudeMemSource } from ${JSON.stringify(join(core, 'sources/claude-mem/source.ts'))};
    import { noWorker } from ${JSON.stringify(join(core, 'sources/sqlite-file/no-worker.ts'))};
    const [path, scratchFolder] = ${JSON.stringify([path, scratch])};
    const source = claudeMemSource({
      path, scratchFolder, clock: systemClock, worker: noWorker,
      accepts: async () => ({ kind: 'yes' }), hasCloudSync: async () => false, createMarkers: async () => {},
    });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(scratchFolder, { recursive: true });
    const image = scratchFolder + '/image.db';
    await source.digest();
    await source.takeImage(image);
    await source.keepLocalTables(image);
    await source.checkImage(image);
    await source.place(image, scratchFolder + '/aside');
    await source.settle();
    console.log(process.resourceUsage().maxRSS * 1024);`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return Number(done.stdout);
}
