import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { scratchFolder } from '../support/scratch-folder.ts';

const publishSchema = z.object({ kind: z.literal('published'), peakBytes: z.number() });
const joinSchema = z.object({
  kind: z.literal('placed'),
  records: z.number(),
  known: z.number(),
  receivedBytes: z.number(),
  image: z.number(),
  after: z.array(z.number()),
  peakBytes: z.number(),
});

/** What the launcher sets (core/cli/membridge.mjs). */
const asLaunched = ['--semi-space-growth-factor=1', '--optimize-for-size', '--expose-gc'];

/** Pages, parts and caches; the records of the large one, all together as objects, would take several times as much. */
const growthBytesMax = 80_000_000;

test('publishing and joining a large memory takes little more than its image: bytes and main memory', async (t) => {
  const root = await scratchFolder(t, 'snapshot-size');
  const [small, large] = [measured(root, 'small', 600_000), measured(root, 'large', 30_000_000)];
  for (const { join: joined } of [small, large]) {
    assert.equal(joined.known, joined.records);
    assert.deepEqual(joined.after, [0, 0, 0]);
    t.diagnostic(`${joined.records} records: ${joined.receivedBytes} bytes for an image of ${joined.image}`);
  }
  assert.ok(large.join.receivedBytes <= 1.3 * large.join.image, `${large.join.receivedBytes} of ${large.join.image}`);
  for (const step of ['publish', 'join'] as const) {
    const growth = large[step].peakBytes - small[step].peakBytes;
    t.diagnostic(`${step}: ${Math.round(growth / 1e6)} MB more`);
    assert.ok(growth < growthBytesMax, `${step}: ${Math.round(growth / 1e6)} MB more for the large memory`);
  }
});

function measured(root: string, name: string, bytes: number) {
  const folder = join(root, name);
  mkdirSync(folder);
  const script = join(import.meta.dirname, '../support/snapshot-size-script.ts');
  const run = (...args: readonly string[]): unknown => {
    const done = spawnSync(process.execPath, [...asLaunched, script, folder, ...args], { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
    return JSON.parse(done.stdout);
  };
  run('make', String(bytes));
  return { publish: publishSchema.parse(run('publish')), join: joinSchema.parse(run('join')) };
}
