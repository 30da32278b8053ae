import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { assertSameRows, rowsOf } from '../support/database-rows.ts';
import { pythonLock, pythonPush } from '../support/python-layout.ts';
import { addPrompt, emptyPlace, machines, promptTexts, treeOf } from './machines.ts';
import { connectArgs, id, withOld } from './old-place.ts';

test('an old bucket is listed with what it holds, ids that no name gives included, and nothing in it changes', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, store, database } = place;
  await pythonPush(store, database, { project: 'mem', id: '21c2e59531c8c9ee', host: 'orange' });
  await pythonLock(store, { id, project: 'mem', host: 'pi-4', timestamp: Date.now() / 1_000 });
  await mkdir(join(old, 'artifacts', 'x'), { recursive: true });
  const before = await treeOf(old);
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  const { code, json, stderr } = await laptop.run('import-legacy', '--list', '--folder', old, '--json');
  assert.equal(code, 0, stderr);
  assert.deepEqual([json['current'], json['bloomArtifacts']], [id, true]);
  const seen = json['projects'].map((each: ReturnType<typeof JSON.parse>) => [
    each['id'],
    each['manifest']['project'],
    each['manifest']['source_host'],
    each['lock']['kind'],
    each['lease']['epoch'],
    each['audits'],
  ]);
  const expected = [
    ['21c2e59531c8c9ee', 'mem', 'orange', 'lapsed', 3, 1],
    [id, 'mem', 'pi-4', 'held', 3, 1],
  ];
  assert.deepEqual(seen, expected);
  const text = await laptop.run('import-legacy', '--list', '--folder', old);
  for (const word of [/21c2e59531c8c9ee/, /pi-4 until \d\d:\d\d/, /BLOOM/, /2026-02-26T10:00:00\.123456\+00:00/])
    assert.match(text.stdout, word);
  assert.deepEqual(await treeOf(old), before);
});

test('an old memory becomes the first memory here, row for row, and the bucket stays byte for byte', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, database } = place;
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  const before = await treeOf(old);
  const planned = await laptop.run('import-legacy', '--folder', old, '--dry-run', '--json');
  assert.deepEqual([planned.code, planned.json['changed'], planned.json['here']], [0, false, 'absent'], planned.stderr);
  assert.deepEqual(await treeOf(join(place.root, 'laptop', 'memory')), {});
  const done = await laptop.run('import-legacy', '--folder', old, '--json');
  assert.deepEqual([done.code, done.json['changed'], done.json['restorePoint']], [0, true, null], done.stderr);
  await assertSameRows(laptop.database, database, 'all');
  assert.deepEqual(await treeOf(old), before);
  const again = await laptop.run('import-legacy', '--folder', old, '--json');
  assert.deepEqual([again.code, again.json['here'], again.json['changed']], [0, 'same', false]);
  const history = await laptop.run('history');
  assert.match(history.stdout, /import from the Python membridge/);
  assert.match(history.stdout, /project mem, pi-4, 2026-02-26T10:00:00\.123456\+00:00/);
  assert.equal((await laptop.run('push')).code, 0);
});

test('over a memory that differs it asks; --yes replaces, keeps what was here, and undo brings it back', async (t) => {
  const place = await withOld(t, machines);
  const { laptop, old, database } = place;
  addPrompt(laptop.database, 'only on the laptop');
  const rows = await rowsOf(laptop.database, 'all');
  const refused = await laptop.run('import-legacy', '--folder', old, '--json');
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'confirmation-needed']);
  assert.deepEqual(await rowsOf(laptop.database, 'all'), rows);
  const planned = await laptop.run('import-legacy', '--folder', old, '--dry-run', '--json');
  assert.equal(planned.code, 0, planned.stderr);
  assert.ok(planned.json['onlyHere'] > 0 && planned.json['onlyThere'] > 0, planned.stdout);
  const done = await laptop.run('import-legacy', '--folder', old, '--yes', '--json');
  assert.equal(done.code, 0, done.stderr);
  await assertSameRows(laptop.database, database, 'all');
  assert.deepEqual(promptTexts(laptop.database), []);
  assert.match(done.json['restorePoint'], /^r\d+$/);
  const undone = await laptop.run('undo', '--yes', '--json');
  assert.equal(undone.code, 0, undone.stderr);
  assert.deepEqual(await rowsOf(laptop.database, 'all'), rows);
});

test('a project that is not there is refused with what is; its id may be said', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, store, database } = place;
  await pythonPush(store, database, { project: 'mem', id: '21c2e59531c8c9ee', host: 'orange' });
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  const refused = await laptop.run('import-legacy', '--folder', old, '--project', 'renamed', '--json');
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'legacy-project-unknown']);
  assert.match(refused.json['error'].hint, /21c2e59531c8c9ee \(mem\), 6fe2e0f6071ac2bb \(mem\)/);
  const said = await laptop.run('import-legacy', '--folder', old, '--prefix-id', '21c2e59531c8c9ee', '--json');
  assert.deepEqual([said.code, said.json['manifest'].source_host], [0, 'orange'], said.stderr);
});

test('local tables of the old machine do not come along', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, store, database } = place;
  const db = new Database(database);
  db.exec(
    "CREATE TABLE IF NOT EXISTS sync_state (key TEXT PRIMARY KEY, value TEXT); INSERT OR REPLACE INTO sync_state VALUES ('device', 'pi')",
  );
  db.close();
  await pythonPush(store, database, { project: 'mem', host: 'pi-4' });
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  assert.equal((await laptop.run('import-legacy', '--folder', old)).code, 0);
  const here = new Database(laptop.database, { readonly: true });
  assert.equal(here.prepare('SELECT count(*) FROM sync_state').pluck().get(), 0);
  here.close();
});
