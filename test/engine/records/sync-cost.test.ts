import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { membridgeKeeper } from '../../bench/records/membridge-keeper.ts';
import { addObservations } from '../../bench/records/new-observations.ts';
import { makeLargeDatabase } from '../../support/large-database.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** What that many new observations may cost, sealed and padded; the rows alone take 1.1, 12 and 55 kB. */
const bounds = [
  [1, 4_096],
  [20, 20_000],
  [100, 80_000],
] as const;
const requestsMax = 4;

test('new memories cost little more than their own text, and four requests; nothing new costs one listing', async (t) => {
  const folder = await scratchFolder(t, 'sync-cost');
  const database = join(folder, 'claude-mem.db');
  makeLargeDatabase(database, 1_000_000);
  const keeper = await membridgeKeeper(folder);
  t.after(keeper.close);
  await keeper.begin(database);
  for (const [count, bytesMax] of bounds) {
    addObservations(database, count, `cost ${count}`);
    const { bytes, requests } = await keeper.step(database);
    t.diagnostic(`${count}: ${bytes} bytes, ${requests} requests`);
    assert.ok(bytes > count * 100 && bytes <= bytesMax, `${count}: ${bytes} bytes`);
    assert.ok(requests !== null && requests <= requestsMax, `${count}: ${requests} requests`);
    assert.deepEqual(await keeper.idle(), { requests: 1, lists: 1, writes: 0, sent: 0 });
  }
});
