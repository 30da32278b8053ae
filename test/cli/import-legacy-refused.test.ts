import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { rowsOf } from '../support/database-rows.ts';
import { pythonLock, sha256 } from '../support/python-layout.ts';
import { emptyPlace, machines } from './machines.ts';
import { at, connectArgs, id, withOld } from './old-place.ts';

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
