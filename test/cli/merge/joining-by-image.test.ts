import assert from 'node:assert/strict';
import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';
import { content } from '../merge-acts/content.ts';
import type { TestMachine } from '../machines.ts';
import { addObservation, assertSound, change, initArgs, pair, succeed, third, titles } from './pair.ts';

/** Enough for a snapshot to be due (model/records/snapshot-due.ts). */
const promptsAdded = 1_000;

test('a large memory is joined by its newest image, and is one with the others from then on', async (t) => {
  const { laptop, board, folder, root } = await pair(t);
  change(laptop, (db) =>
    db
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO user_prompts (session_db_id, content_session_id, prompt_number, prompt_text, created_at, created_at_epoch)
         SELECT s.id, s.content_session_id, 1000 + i, 'prompt ' || i, '', 1770076800000 + i
         FROM n, (SELECT id, content_session_id FROM sdk_sessions ORDER BY id LIMIT 1) s`,
      )
      .run(promptsAdded),
  );
  await succeed(laptop, 'sync');
  const images = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('manifest.json'));
  assert.equal(images.length, 1);
  const joiner = await third(root);
  const rows = travellingRows(laptop);
  assert.deepEqual(await withoutLogs(folder, () => planned(joiner, folder)), { upload: 0, bring: rows, delete: 0 });
  addObservation(laptop, 'mine: after the image');
  change(laptop, (db) => db.exec("UPDATE observations SET title = 'edited after the image' WHERE id = 3"));
  await succeed(laptop, 'sync');
  assert.deepEqual(await planned(joiner, folder), { upload: 0, bring: rows + 1, delete: 0 });
  await succeed(joiner, ...initArgs(folder, 'third', joiner.database));
  const before = await succeed(joiner, 'sync', '--dry-run');
  assert.equal(before['applied'].records, 0);
  const joined = await joiner.run('sync');
  assert.match(joined.stdout, /Brought 1,\d{3} rows from laptop/, joined.stdout + joined.stderr);
  assert.deepEqual(content(joiner), content(laptop));
  assert.deepEqual(titles(joiner, 'mine:'), ['mine: after the image']);
  assertSound(joiner);
  const again = await succeed(joiner, 'sync');
  assert.deepEqual([again['published'].records, again['applied'].records], [0, 0]);
  addObservation(joiner, 'mine: from the third');
  await succeed(joiner, 'sync');
  for (const machine of [laptop, board]) {
    await succeed(machine, 'sync');
    assert.deepEqual(content(machine), content(joiner));
  }
  assert.deepEqual((await succeed(joiner, 'verify'))['findings'], []);
  assert.equal(join(folder, images[0] ?? '').includes('snapshots'), true);
});

async function planned(joiner: TestMachine, folder: string): Promise<unknown> {
  const { plan } = await succeed(joiner, ...initArgs(folder, 'third', joiner.database), '--dry-run');
  return { upload: plan.upload, bring: plan.bring, delete: plan.delete };
}

/** Whoever reads a segment meanwhile finds none. */
async function withoutLogs<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const found = (await readdir(folder, { recursive: true })).find((path) => basename(path) === 'log');
  assert.ok(found !== undefined);
  const [log, away] = [join(folder, found), join(dirname(folder), 'log-away')];
  await rename(log, away);
  try {
    return await work();
  } finally {
    await rename(away, log);
  }
}

const tables = ['sdk_sessions', 'observations', 'session_summaries', 'user_prompts'];

function travellingRows(machine: TestMachine): number {
  const count = (table: string) =>
    change(machine, (db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number);
  return tables.reduce((sum, table) => sum + count(table), 0);
}
