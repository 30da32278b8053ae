import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { assertSameRows, rowsOf } from '../support/database-rows.ts';
import { fixtureDatabase } from '../support/fixtures.ts';
import { folderStore, pythonId, pythonLock, pythonPush, sha256, type PythonStore } from '../support/python-layout.ts';
import { pythonPull } from '../support/python-pull.ts';
import { addPrompt, machines, membridge, treeOf, type Machines } from './machines.ts';

const id = pythonId('mem');
const at = (name: string) => `projects/${id}/sqlite/${name}`;

interface OldPlace extends Machines {
  readonly old: string;
  readonly store: PythonStore;
  give(...more: string[]): ReturnType<Machines['laptop']['run']>;
}

async function beside(t: TestContext): Promise<OldPlace> {
  const place = await machines(t);
  const old = join(place.root, 'old-bucket');
  await mkdir(old);
  const give = (...more: string[]) => place.laptop.run('export-legacy', '--folder', old, '--json', ...more);
  return { ...place, old, store: folderStore(old), give };
}

const lockOf = ({ old }: OldPlace) => join(old, 'projects', id, 'locks', 'active.lock');

test('what is exported is taken by the documented pull of the Python membridge, and the lock is gone', async (t) => {
  const place = await beside(t);
  const { laptop, old, store, give, root } = place;
  const planned = await give('--dry-run');
  assert.deepEqual([planned.code, planned.json['there'], planned.json['changed']], [0, 'first', false], planned.stderr);
  assert.deepEqual(await treeOf(old), {});
  const given = await give();
  assert.deepEqual([given.code, given.json['changed'], given.json['keptAs']], [0, true, null], given.stderr);
  assert.equal(existsSync(lockOf(place)), false);
  const target = join(root, 'pi', 'claude-mem.db');
  const { refused } = await pythonPull(store, id, target);
  assert.equal(refused, null);
  await assertSameRows(target, laptop.database, 'all');
  const sum = sha256((await store.get(at('claude-mem.db'))) ?? '');
  assert.equal((await store.get(at('claude-mem.db.sha256')))?.toString(), `${sum}  claude-mem.db\n`);
  const text = (await store.get(at('manifest.json')))?.toString() ?? '';
  const manifest = JSON.parse(text) as Record<string, unknown>;
  assert.equal(text, JSON.stringify(manifest, null, 2));
  const fields = ['project', 'canonical_id', 'timestamp', 'source_host', 'db_size', 'sha256', 'observations'];
  assert.deepEqual(Object.keys(manifest), [...fields, 'session_summaries', 'user_prompts', 'tables']);
  assert.deepEqual([manifest['project'], manifest['canonical_id'], manifest['source_host']], ['mem', id, 'laptop']);
  assert.match(String(manifest['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
  const again = await give();
  assert.deepEqual([again.code, again.json['there'], again.json['changed']], [0, 'same', false]);
  addPrompt(laptop.database, 'one more');
  const next = await give();
  assert.deepEqual([next.code, next.json['there'], next.json['keptAs']], [0, 'ours', null], next.stderr);
});

test('rows that only the old machines have stop it until --yes; then they are kept here and can come back', async (t) => {
  const place = await beside(t);
  const { laptop, old, store, give, root } = place;
  const pi = join(root, 'pi.db');
  await fixtureDatabase('board', pi);
  addPrompt(pi, 'only on the old board');
  await pythonPush(store, pi, { project: 'mem', host: 'pi-4' });
  const before = await treeOf(old);
  const refused = await give();
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'confirmation-needed']);
  const planned = await give('--dry-run');
  assert.equal(planned.code, 0, planned.stderr);
  assert.ok(planned.json['onlyThere'] > 0);
  assert.deepEqual(await treeOf(old), before);
  const given = await give('--yes');
  assert.equal(given.code, 0, given.stderr);
  assert.match(given.json['keptAs'], /^r\d+$/);
  const copy = join(root, 'kept.db');
  assert.equal((await laptop.run('restore', given.json['keptAs'], '--to', copy)).code, 0);
  await assertSameRows(copy, pi, 'all');
  // Of lease and audit of the old fleet nothing was touched.
  const after = await treeOf(old);
  for (const name of Object.keys(before).filter((each) => each.includes('leadership')))
    assert.equal(after[name], before[name]);
});

test('a lock of another machine is respected, an old one and one of our own killed run are not in the way', async (t) => {
  const place = await beside(t);
  const { laptop, old, store, give } = place;
  const now = Math.floor(Date.now() / 1_000);
  await pythonLock(store, { id, project: 'mem', host: 'laptop', timestamp: now });
  const before = await treeOf(old);
  for (const more of [[], ['--dry-run'], ['--yes']]) {
    const held = await give(...more);
    assert.deepEqual([held.code, held.json['error'].code], [3, 'legacy-locked']);
  }
  assert.deepEqual(await treeOf(old), before);
  await pythonLock(store, { id, project: 'mem', host: 'pi', timestamp: now - 7_300 });
  assert.equal((await give()).code, 0);
  const device = (await laptop.run('status', '--json')).json['device'].id;
  const ours = { hostname: 'laptop', timestamp: now, project: 'mem', canonical_id: id, nonce: 'f'.repeat(16), device };
  await store.put(`projects/${id}/locks/active.lock`, Buffer.from(JSON.stringify(ours)));
  addPrompt(laptop.database, 'more');
  const given = await give();
  assert.deepEqual([given.code, given.json['changed']], [0, true], given.stderr);
  assert.equal(existsSync(lockOf(place)), false);
});

test('a mixture that somebody left is repaired, and what cannot be read is written over only with --yes', async (t) => {
  const place = await beside(t);
  const { store, give, root } = place;
  assert.equal((await give()).code, 0);
  await store.put(at('claude-mem.db.sha256'), Buffer.from(`${'0'.repeat(64)}  claude-mem.db\n`));
  const target = join(root, 'pi', 'claude-mem.db');
  assert.match((await pythonPull(store, id, target)).refused ?? '', /mismatch/);
  const mended = await give();
  assert.deepEqual([mended.code, mended.json['changed']], [0, true], mended.stderr);
  assert.equal((await pythonPull(store, id, target)).refused, null);
  rmSync(join(place.old, at('manifest.json')));
  assert.equal((await give()).json['changed'], true);
  await store.put(at('claude-mem.db'), Buffer.from('no database at all'));
  const refused = await give();
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'confirmation-needed']);
  assert.deepEqual([(await give('--yes')).code, (await pythonPull(store, id, target)).refused], [0, null]);
});

test('a memory that moves to the old machines and back is the same, and the log says nothing of it', async (t) => {
  const place = await beside(t);
  const { laptop, board, old, store, give } = place;
  addPrompt(laptop.database, 'a private word');
  assert.equal((await give()).code, 0);
  const rows = await rowsOf(laptop.database, 'all');
  const taken = await board.run('import-legacy', '--folder', old, '--yes', '--json');
  assert.equal(taken.code, 0, taken.stderr);
  assert.deepEqual(await rowsOf(board.database, 'all'), rows);
  const log = readFileSync(join(laptop.home, 'logs', 'membridge.jsonl'), 'utf8');
  assert.match(log, /legacy-image\.exported/);
  assert.doesNotMatch(log, /a private word/);
  assert.ok((await store.get(at('manifest.json'))) !== null);
});

test('a memory of another kind has nothing to give or take', async (t) => {
  const { root, old } = await beside(t);
  const home = join(root, 'notes-home');
  const source = join(root, 'notes.db');
  const db = new Database(source);
  db.exec('CREATE TABLE notes (text TEXT)');
  db.close();
  const init = ['init', '--folder', join(root, 'notes'), '--no-encryption', '--source', source, '--home', home];
  assert.equal((await membridge(root, init)).code, 0);
  for (const command of ['import-legacy', 'export-legacy']) {
    const ran = await membridge(root, [command, '--folder', old, '--home', home, '--json']);
    assert.deepEqual([ran.code, ran.json['error'].code], [2, 'source-kind-differs']);
  }
});
