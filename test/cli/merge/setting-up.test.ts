import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { createClaudeMemDatabase } from '../../../core/sources/claude-mem/schema.ts';
import { emptyPlace, machines } from '../machines.ts';
import { assertSound, change, ends, initArgs, pair, succeed, third } from './pair.ts';

test('without a memory a machine is set up: sync waits for it with exit 0, push is exit 6, and then all rows come', async (t) => {
  const { folder, root } = await pair(t);
  const late = await third(root);
  const joined = await succeed(late, ...initArgs(folder, 'third', late.database));
  assert.deepEqual([joined['state'], joined['plan'].upload, joined['plan'].bring], ['setup', 0, 290]);
  const waiting = await succeed(late, 'sync');
  assert.deepEqual([waiting['state'], waiting['waiting'], waiting['applied'].records], ['setup', 290, 0]);
  assert.equal((await succeed(late, 'status'))['state'], 'setup');
  await ends(late, 6, 'source-missing', 'push');
  createClaudeMemDatabase(late.database);
  assert.equal((await succeed(late, 'sync'))['applied'].records, 290);
  assert.equal(
    change(late, (db) => db.prepare('SELECT count(*) FROM observations').pluck().get()),
    200,
  );
  assertSound(late);
  assert.equal((await succeed(late, 'sync'))['published'].records, 0);
});

test('a project that was made in mirror mode stays so for whoever joins; merge is not for other databases', async (t) => {
  const { folder, root, passphraseFile, board } = await machines(t);
  const late = await third(root);
  await copyFile(board.database, late.database);
  const args = ['--folder', folder, '--source', late.database, '--passphrase-file', passphraseFile];
  await ends(late, 2, 'mode-mismatch', 'init', ...args, '--mode', 'merge');
  assert.equal((await succeed(late, 'init', ...args))['mode'], 'mirror');
  await ends(late, 2, 'not-in-mirror', 'conflicts');

  const place = await emptyPlace(t);
  const notes = join(place.root, 'notes.db');
  change({ database: notes }, (db) => db.exec('CREATE TABLE notes (text TEXT)'));
  const other = ['--folder', join(place.root, 'notes'), '--source', notes, '--no-encryption'];
  await ends(place.laptop, 2, 'mode-unavailable', 'init', ...other, '--mode', 'merge');
  assert.equal((await succeed(place.laptop, 'init', ...other))['mode'], 'mirror');
});
