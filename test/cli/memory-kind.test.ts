import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import Database from 'better-sqlite3';
import { assertHealthy } from '../support/database-checks.ts';
import { assertSameRows } from '../support/database-rows.ts';
import { machines, membridge } from './machines.ts';

test('a machine without a memory takes the kind of the one that is stored, whatever its file is called', async (t) => {
  const { root, folder, passphraseFile, laptop } = await machines(t);
  const home = join(root, 'third', 'home');
  const database = join(root, 'third', 'memory.sqlite');
  const third = (...args: string[]) => membridge(root, [...args, '--home', home, '--json']);
  const connected = await third('init', '--folder', folder, '--source', database, '--passphrase-file', passphraseFile);
  assert.equal(connected.code, 0, connected.stderr);

  const pulled = await third('pull');
  assert.equal(pulled.code, 0, pulled.stdout);
  await assertSameRows(database, laptop.database);
  await assertHealthy(database);
  const { json } = await third('status');
  assert.deepEqual([json['state'], json['source'].kind], ['in-sync', 'claude-mem']);
});

test('a memory of another kind is never put in the place of this one', async (t) => {
  const { root, folder, passphraseFile } = await machines(t);
  const home = join(root, 'third', 'home');
  const database = join(root, 'notes.db');
  const db = new Database(database);
  db.exec(`create table notes(text); insert into notes values ('mine')`);
  db.close();
  const third = (...args: string[]) => membridge(root, [...args, '--home', home, '--json']);
  await third('init', '--folder', folder, '--source', database, '--passphrase-file', passphraseFile, '--yes');

  const refused = await third('pull', '--replace', '--yes');
  assert.deepEqual([refused.code, refused.json['error'].code], [2, 'source-kind-differs'], refused.stdout);
  const after = new Database(database, { readonly: true });
  t.after(() => after.close());
  assert.deepEqual(after.prepare('select text from notes').pluck().all(), ['mine']);
});
