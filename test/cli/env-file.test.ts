import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fixtureDatabase } from '../support/fixtures.ts';
import { emptyPlace, membridge } from './machines.ts';

const secret = 'planted-$ecret of the old file';

test('init takes project and memory from the old file, and flags win over it', async (t) => {
  const { root, folder, laptop } = await emptyPlace(t);
  await fixtureDatabase('base', laptop.database);
  const file = join(root, 'config.env');
  writeFileSync(
    file,
    `export CLAUDE_PROJECT_ID="garden"\nCLAUDE_MEM_DB=$HOME/../laptop/memory/claude-mem.db\nUNKNOWN=1\n`,
  );
  const place = ['--folder', folder, '--no-encryption', '--env-file', file, '--json'];
  const planned = await laptop.run('init', ...place, '--project', 'mem', '--dry-run');
  assert.deepEqual([planned.code, planned.json['project'].name], [0, 'mem'], planned.stderr);
  const made = await laptop.run('init', ...place);
  assert.deepEqual([made.code, made.json['project'].name, made.json['source'].path], [0, 'garden', laptop.database]);
  const again = await laptop.run('init', ...place);
  assert.deepEqual([again.code, again.json['changed']], [0, false], again.stdout);
});

test('the place and the keys of the old file are used, and its secret is printed nowhere', async (t) => {
  const { root, laptop, passphraseFile } = await emptyPlace(t);
  const file = join(root, 'config.env');
  writeFileSync(
    file,
    `MINIO_ENDPOINT=http://127.0.0.1:9\nMINIO_BUCKET=claude-memory\nMINIO_ACCESS_KEY=me\nMINIO_SECRET_KEY='${secret}'\n`,
  );
  const args = ['init', '--env-file', file, '--passphrase-file', passphraseFile];
  const ran = await laptop.run(...args, '--json');
  assert.deepEqual([ran.code, ran.json['error'].code], [5, 'remote-unreachable']);
  assert.match(ran.json['error'].message, /127\.0\.0\.1:9\/claude-memory/);
  assert.ok(!(ran.stdout + ran.stderr).includes(secret));
  assert.equal(existsSync(laptop.home), false);
  // A flag for the place keeps the file's place out.
  const elsewhere = await laptop.run(...args, '--folder', join(root, 'shared'), '--json');
  assert.deepEqual([elsewhere.code, elsewhere.json['remote'].kind], [0, 'folder'], elsewhere.stderr);
  assert.ok(!readFileSync(join(laptop.home, 'secrets.json'), 'utf8').includes(secret));
  assert.equal(statSync(join(laptop.home, 'secrets.json')).mode & 0o777, 0o600);
});

test('without a file the old names of the environment name a place for a machine that has none', async (t) => {
  const { root, laptop, passphraseFile } = await emptyPlace(t);
  const old = {
    MINIO_ENDPOINT: 'http://127.0.0.1:9',
    MINIO_BUCKET: 'b-1',
    MINIO_ACCESS_KEY: 'a',
    MINIO_SECRET_KEY: 'b',
  };
  const args = ['init', '--passphrase-file', passphraseFile, '--home', laptop.home, '--json'];
  const ran = await membridge(root, args, old);
  assert.match(ran.json['error'].message, /127\.0\.0\.1:9\/b-1/);
});

test('a line that would be executed is refused and named; nothing is executed or made', async (t) => {
  const { root, folder, laptop } = await emptyPlace(t);
  const file = join(root, 'config.env');
  writeFileSync(file, `CLAUDE_PROJECT_ID=mem\nMINIO_SECRET_KEY=$(touch ${join(root, 'executed')}; echo x)\n`);
  for (const language of ['en', 'uk']) {
    const ran = await laptop.run('init', '--folder', folder, '--env-file', file, '--lang', language, '--json');
    assert.deepEqual([ran.code, ran.json['error'].code], [2, 'env-file-refused']);
    assert.match(ran.json['error'].message, /2 .*config\.env/);
  }
  assert.deepEqual([existsSync(join(root, 'executed')), existsSync(laptop.home)], [false, false]);
  // Node itself ends with 9 where the file is absent: it looks for an option of this name behind the script too.
  const large = join(root, 'large.env');
  writeFileSync(large, '#'.repeat(300_000));
  const refused = await laptop.run('init', '--folder', folder, '--env-file', large, '--json');
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'usage']);
});
