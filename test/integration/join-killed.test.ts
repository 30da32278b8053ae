import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { membridge } from '../cli/machines.ts';
import { content } from '../cli/merge-acts/content.ts';
import { assertSound, change, initArgs, pair, succeed, third } from '../cli/merge/pair.ts';

const preload = pathToFileURL(join(import.meta.dirname, '..', 'support', 'die-at-file-child.ts')).href;

/** Enough for a snapshot to be due (model/records/snapshot-due.ts). */
const promptsAdded = 1_000;

test('the real program, killed while it joins by an image, joins at the next sync: same rows, nothing sent, nothing deleted', async (t) => {
  const { laptop, folder, root } = await pair(t);
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
  const memory = content(laptop);
  const joiner = await third(root);
  await succeed(joiner, ...initArgs(folder, 'third', joiner.database));
  const fresh = join(root, 'fresh');
  const own = join(joiner.home, '..');
  const shared = join(root, 'fresh-shared');
  await cp(own, fresh, { recursive: true });
  await cp(folder, shared, { recursive: true });
  const anew = async () => {
    for (const [from, to] of [
      [fresh, own],
      [shared, folder],
    ] as const) {
      await rm(to, { recursive: true });
      await cp(from, to, { recursive: true });
    }
  };
  const sync = (environment: Record<string, string>) =>
    membridge(root, ['sync', '--json', '--home', joiner.home], { NODE_OPTIONS: `--import=${preload}`, ...environment });
  const told = join(root, 'points');
  assert.equal((await sync({ MEMBRIDGE_TEST_POINTS: told })).code, 0);
  const points = (await readFile(told, 'utf8')).split('\n').filter(isOfPlacing);
  assert.ok(points.length >= 3, points.join('\n'));
  for (const point of points) {
    await anew();
    const killed = await sync({ MEMBRIDGE_TEST_DIE_AT: point });
    assert.equal(killed.code, -1, `${point}: ${killed.stdout} ${killed.stderr}`);
    const joined = await succeed(joiner, 'sync');
    assert.deepEqual([joined['published'].records, joined['heldBack']], [0, 0], point);
    assert.deepEqual(content(joiner), memory, point);
    assertSound(joiner);
    const again = await succeed(joiner, 'sync');
    assert.deepEqual([again['published'].records, again['applied'].records], [0, 0], point);
  }
  assert.equal((await succeed(laptop, 'sync'))['applied'].records, 0);
  assert.deepEqual(content(laptop), memory);
});

/** Before and after the image lies beside the name of the memory, and before and after it has that name. */
function isOfPlacing(point: string): boolean {
  return /^(before|after) file\.copyFile image|^(before|after) file\.rename .*claude-mem\.db/.test(point);
}
