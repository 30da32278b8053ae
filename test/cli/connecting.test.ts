import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { fixtureDatabase } from '../support/fixtures.ts';
import { emptyPlace, machines, membridge, treeOf } from './machines.ts';

test('init without a memory: exit 0, source.exists false, state setup, an encrypted project and a private home', async (t) => {
  const { root, folder, laptop, passphraseFile } = await emptyPlace(t);
  const { code, json, stderr } = await laptop.run(
    'init',
    '--folder',
    folder,
    '--passphrase-file',
    passphraseFile,
    '--label',
    'laptop',
    '--json',
  );
  assert.equal(code, 0, stderr);
  assert.equal(json['source'].exists, false);
  assert.equal(json['source'].path, join(root, 'person', '.claude-mem', 'claude-mem.db'));
  assert.deepEqual(json['source'].rows, { sessions: 0, observations: 0, summaries: 0, prompts: 0 });
  assert.deepEqual([json['state'], json['created'], json['mode']], ['setup', true, 'merge']);
  assert.deepEqual(json['project'], { name: 'mem', id: '6fe2e0f6071ac2bb' });
  assert.equal(json['remote'].encryption, 'age');
  assert.equal((await stat(laptop.home)).mode & 0o777, 0o700);
  assert.equal(existsSync(join(root, 'person', '.claude-mem')), false);

  const pushed = await laptop.run('push', '--json');
  assert.deepEqual([pushed.code, pushed.json['error'].code], [6, 'source-missing']);
});

test('init twice with the same values changes nothing; with others it is refused and names them', async (t) => {
  const { laptop, folder, root } = await machines(t);
  const before = await treeOf(root);
  const again = await laptop.run(
    'init',
    '--folder',
    folder,
    '--source',
    laptop.database,
    '--label',
    'laptop',
    '--json',
  );
  assert.deepEqual([again.code, again.json['changed']], [0, false], again.stderr);
  for (const [option, value] of [
    ['--label', 'other'],
    ['--project', 'other'],
    ['--folder', join(root, 'elsewhere')],
  ] as const) {
    const refused = await laptop.run('init', option, value, '--json');
    assert.deepEqual([refused.code, refused.json['error'].code], [2, 'already-connected']);
    assert.match(refused.json['error'].hint, /config.*--reconnect/);
  }
  const after = await treeOf(root);
  for (const path of Object.keys(after).filter((name) => /settings|secrets|^shared/.test(name)))
    assert.equal(after[path], before[path], path);
});

test('a wrong passphrase is exit 8 and leaves no trace here or there; the right one then works', async (t) => {
  const { root, folder, passphraseFile } = await machines(t);
  writeFileSync(join(root, 'wrong'), 'incorrect horse\n');
  writeFileSync(join(root, 'empty'), '\n');
  const before = await treeOf(root);
  const joinWith = (file: string) =>
    membridge(root, ['init', '--folder', folder, '--home', 'third', '--passphrase-file', file, '--json']);
  const wrong = await joinWith('wrong');
  assert.deepEqual([wrong.code, wrong.json['error'].code], [8, 'passphrase-wrong']);
  const empty = await joinWith('empty');
  assert.deepEqual([empty.code, empty.json['error'].code], [2, 'passphrase-empty']);
  writeFileSync(join(root, 'lines'), 'one\ntwo\n');
  const lines = await membridge(root, ['init', '--folder', 'new', '--home', 'third', '--passphrase-file', 'lines']);
  assert.deepEqual([lines.code, existsSync(join(root, 'new'))], [2, false]);
  rmSync(join(root, 'lines'));
  assert.deepEqual(await treeOf(root), before);
  assert.equal(existsSync(join(root, 'third')), false);
  const right = await joinWith(passphraseFile);
  assert.deepEqual(
    [right.code, right.json['created'], right.json['plan'].bring, right.json['plan'].delete],
    [0, false, 290, 0],
    right.stderr,
  );
});

test('nobody to ask and nothing said about encryption is exit 2; --no-encryption is said aloud, and both are kept apart', async (t) => {
  const { root, folder, laptop, passphraseFile } = await emptyPlace(t);
  await fixtureDatabase('base', laptop.database);
  const silent = await laptop.run('init', '--folder', folder, '--json');
  assert.deepEqual([silent.code, silent.json['error'].code], [2, 'passphrase-needed']);
  assert.deepEqual([existsSync(folder), existsSync(laptop.home)], [false, false]);
  const dry = await laptop.run(
    'init',
    '--folder',
    folder,
    '--source',
    laptop.database,
    '--no-encryption',
    '--dry-run',
    '--json',
  );
  assert.deepEqual([dry.code, dry.json['plan'].upload, dry.json['changed']], [0, 290, false]);
  assert.deepEqual([existsSync(folder), existsSync(laptop.home)], [false, false]);
  const plain = await laptop.run('init', '--folder', folder, '--source', laptop.database, '--no-encryption');
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /WITHOUT ENCRYPTION/);
  const sealed = await membridge(root, [
    'init',
    '--folder',
    folder,
    '--home',
    'third',
    '--passphrase-file',
    passphraseFile,
    '--json',
  ]);
  assert.deepEqual([sealed.code, sealed.json['error'].code], [2, 'project-plain']);
  const joined = await membridge(root, ['init', '--folder', folder, '--home', 'third', '--no-encryption', '--json']);
  assert.deepEqual([joined.code, joined.json['remote'].encryption], [0, 'none'], joined.stderr);
});

test('another mode than the project has, a folder whose parent is absent, and a folder inside home or around the memory are refused', async (t) => {
  const { root, laptop, passphraseFile } = await machines(t);
  const init = (...args: string[]) =>
    membridge(root, ['init', '--home', 'third', '--passphrase-file', passphraseFile, '--json', ...args]);
  const cases: [string[], number, string][] = [
    [['--folder', 'shared', '--mode', 'merge'], 2, 'mode-mismatch'],
    [['--folder', 'shared', '--mode', 'both'], 2, 'setting-invalid'],
    [['--folder', 'absent/deeper'], 5, 'remote-missing'],
    [['--folder', 'third/inside'], 2, 'remote-folder-inside'],
    [['--folder', '.', '--source', laptop.database], 2, 'remote-folder-inside'],
    [['--folder', 'shared', '--no-encryption'], 2, 'project-sealed'],
    [[], 2, 'usage'],
    [['--folder', 'shared', '--label', ' '], 2, 'setting-invalid'],
  ];
  for (const [args, exit, code] of cases) {
    const ran = await init(...args);
    assert.deepEqual([args, ran.code, ran.json['error'].code], [args, exit, code]);
  }
  const inside = await laptop.run('init', '--folder', join(laptop.home, 'kept'), '--reconnect', '--json');
  assert.deepEqual([inside.code, inside.json['error'].code], [2, 'remote-folder-inside']);
});

test('a memory that is no database is exit 6 at init; any other SQLite file becomes a mirrored file', async (t) => {
  const { root, folder, laptop } = await emptyPlace(t);
  writeFileSync(join(root, 'junk.db'), 'this is not a database at all, only text');
  const junk = await laptop.run('init', '--folder', folder, '--no-encryption', '--source', 'junk.db', '--json');
  assert.deepEqual([junk.code, junk.json['error'].code], [6, 'source-not-database']);
  assert.equal(existsSync(laptop.home), false);

  await mkdir(join(root, 'з пробілом'));
  const notes = join(root, 'з пробілом', 'нотатки.db');
  const db = new Database(notes);
  db.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('one'), ('two')");
  db.close();
  const connected = await laptop.run(
    'init',
    '--folder',
    folder,
    '--no-encryption',
    '--source',
    notes,
    '--project',
    'notes',
    '--json',
  );
  assert.equal(connected.code, 0, connected.stderr);
  assert.equal(connected.json['source'].kind, 'sqlite-file');
  assert.equal((await laptop.run('push')).code, 0);
  const status = await laptop.run('status', '--json');
  assert.deepEqual([status.json['state'], status.json['source'].rows.notes], ['in-sync', 2]);
});

test('--reconnect joins another project and forgets what was agreed with the old one', async (t) => {
  const { laptop, root, passphraseFile } = await machines(t);
  const again = await laptop.run(
    'init',
    '--reconnect',
    '--folder',
    join(root, 'other'),
    '--passphrase-file',
    passphraseFile,
    '--json',
  );
  assert.equal(again.code, 0, again.stderr);
  assert.deepEqual([again.json['base'], again.json['created'], again.json['device'].label], [null, true, 'laptop']);
  assert.equal((await laptop.run('sync', '--json')).json['revision'], 1);
  const pinned = await laptop.run('project', 'pin', '6fe2e0f6071ac2bb', '--json');
  assert.deepEqual([pinned.code, pinned.json['changed']], [0, false]);
  const unknown = await laptop.run('project', 'pin', '0000000000000000', '--json');
  assert.deepEqual([unknown.code, unknown.json['error'].code], [2, 'project-unknown']);
});

test('init --help lists the stores that are known by name, and init says what a name still needs', async (t) => {
  const { root } = await emptyPlace(t);
  const help = await membridge(root, ['init', '--help']);
  const words = help.stdout.replaceAll(/\s+/g, ' ');
  for (const name of ['aws', 'r2', 'b2', 'hetzner', 'tigris', 'minio', 'garage'])
    assert.match(words, new RegExp(` ${name}\\b`));
  const refused = await membridge(root, ['init', '--store', 'hetzner', '--bucket', 'memory', '--lang', 'uk', '--json']);
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'usage']);
  assert.match(refused.json['error'].message, /який регіон.*fsn1/);
});
