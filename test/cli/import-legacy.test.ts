import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { fixtureDatabase } from '../support/fixtures.ts';
import { assertSameRows, rowsOf } from '../support/database-rows.ts';
import { folderStore, pythonId, pythonLock, pythonPush, sha256, type PythonStore } from '../support/python-layout.ts';
import { addPrompt, emptyPlace, machines, promptTexts, treeOf, type Machines } from './machines.ts';

const id = pythonId('mem');
const at = (name: string) => `projects/${id}/sqlite/${name}`;

interface OldPlace extends Machines {
  /** The bucket of the Python membridge. */
  readonly old: string;
  readonly store: PythonStore;
  /** What it was pushed from. */
  readonly database: string;
}

/** Machines beside a bucket that an old board pushed its memory into. */
async function withOld(t: TestContext, make: (t: TestContext) => Promise<Machines>): Promise<OldPlace> {
  const place = await make(t);
  const old = join(place.root, 'old-bucket');
  await mkdir(old);
  const database = join(place.root, 'pi.db');
  await fixtureDatabase('board', database);
  const store = folderStore(old);
  await pythonPush(store, database, { project: 'mem', host: 'pi-4', at: new Date('2026-02-26T10:00:00.123Z') });
  return { ...place, old, store, database };
}

const connectArgs = (place: Machines) => [
  'init',
  '--folder',
  place.folder,
  '--source',
  place.laptop.database,
  '--no-encryption',
];

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

test('a lock counts by the time of the store until it is 7,260 s old; one that says nothing counts by its own age', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, store } = place;
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  const now = Date.now() / 1_000;
  const plan = () => laptop.run('import-legacy', '--folder', old, '--dry-run', '--json');
  for (const age of [0, 7_000, 7_240, -50_000, now]) {
    await pythonLock(store, { id, project: 'mem', host: 'pi\u001b[31m', timestamp: Math.floor(now - age) });
    const held = await plan();
    assert.deepEqual([age, held.code, held.json['error'].code], [age, 3, 'legacy-locked']);
    assert.match(held.json['error'].message, /pi\\u\{1b\}\[31m .*until \d\d:\d\d/);
  }
  for (const age of [7_270, 100_000]) {
    await pythonLock(store, { id, project: 'mem', host: 'pi', timestamp: Math.floor(now - age) });
    assert.deepEqual([age, (await plan()).code], [age, 0]);
  }
  await store.put(`projects/${id}/locks/active.lock`, Buffer.from('{'));
  assert.deepEqual((await plan()).code, 3);
});

test('a missing, malformed or wrong checksum, and a damaged database, are exit 8 and change nothing', async (t) => {
  const place = await withOld(t, machines);
  const { laptop, old, store } = place;
  const rows = await rowsOf(laptop.database, 'all');
  const sum = readFileSync(join(old, at('claude-mem.db.sha256')));
  const body = readFileSync(join(old, at('claude-mem.db')));
  const broken = Buffer.from(body).fill(0x5a, 4_096, 40_000);
  const cases: [string, () => Promise<void>, RegExp][] = [
    [
      'wrong',
      () => store.put(at('claude-mem.db.sha256'), Buffer.from(`${'0'.repeat(64)}  claude-mem.db\n`)),
      /checksum/,
    ],
    ['malformed', () => store.put(at('claude-mem.db.sha256'), Buffer.from('not found')), /sha256/],
    ['empty', () => store.put(at('claude-mem.db.sha256'), Buffer.from('')), /sha256/],
    ['missing', async () => rmSync(join(old, at('claude-mem.db.sha256'))), /missing/],
    [
      'unsound',
      async () => {
        await store.put(at('claude-mem.db'), broken);
        await store.put(at('claude-mem.db.sha256'), Buffer.from(`${sha256(broken)}  claude-mem.db\n`));
      },
      /no sound database/,
    ],
    ['no database', async () => rmSync(join(old, at('claude-mem.db'))), /missing/],
  ];
  for (const [name, damage, says] of cases) {
    await store.put(at('claude-mem.db'), body);
    await store.put(at('claude-mem.db.sha256'), sum);
    await damage();
    const ran = await laptop.run('import-legacy', '--folder', old, '--yes', '--json');
    assert.deepEqual([name, ran.code], [name, 8], ran.stdout);
    assert.match(ran.json['error'].message, says);
    assert.match(ran.json['error'].hint, /import-legacy --list/);
  }
  assert.deepEqual(await rowsOf(laptop.database, 'all'), rows);
});

test('a hostile manifest is shown escaped or as a finding, and never trusted', async (t) => {
  const place = await withOld(t, emptyPlace);
  const { laptop, old, store } = place;
  assert.equal((await laptop.run(...connectArgs(place))).code, 0);
  const good = JSON.parse(readFileSync(join(old, at('manifest.json')), 'utf8')) as object;
  const list = () => laptop.run('import-legacy', '--list', '--folder', old);
  const texts = [
    '{"a":'.repeat(100_000),
    `{"project":"${'x'.repeat(400_000)}"}`,
    'null',
    JSON.stringify({ ...good, tables: -1 }),
    JSON.stringify({ ...good, observations: '5' }),
  ];
  for (const text of texts) {
    await store.put(at('manifest.json'), Buffer.from(text));
    const { code, stdout } = await list();
    assert.equal(code, 0);
    assert.match(stdout, /manifest\.json: (it is not JSON|its field|\d+ bytes)/, text.slice(0, 50));
  }
  const hostile = { ...good, source_host: 'pi\u001b]0;x\u0007\u202e', project: '__proto__' };
  await store.put(at('manifest.json'), Buffer.from(JSON.stringify(hostile).replace('{', '{"__proto__":{"x":1},')));
  const { stdout } = await list();
  assert.match(stdout, /__proto__.*pi\\u\{1b\}\]0;x\\u\{7\}\\u\{202e\}/);
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  // It does not tell of the database any more, whose checksum still does.
  writeFileSync(join(old, at('manifest.json')), JSON.stringify({ ...good, sha256: 'f'.repeat(64) }));
  const done = await laptop.run('import-legacy', '--folder', old, '--json');
  assert.deepEqual([done.code, done.json['isManifestStale']], [0, true], done.stderr);
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
