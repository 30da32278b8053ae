import assert from 'node:assert/strict';
import { copyFile, rename } from 'node:fs/promises';
import test from 'node:test';
import { addObservation, assertSound, change, ends, pair, remove, succeed } from './pair.ts';

test('a memory that lies in another file with rows missing is asked about, whatever their number', async (t) => {
  const { laptop } = await pair(t);
  await copyFile(laptop.database, `${laptop.database}.copy`);
  await rename(`${laptop.database}.copy`, laptop.database);
  assert.equal((await succeed(laptop, 'sync'))['published'].records, 0);
  await copyFile(laptop.database, `${laptop.database}.copy`);
  await rename(`${laptop.database}.copy`, laptop.database);
  remove(laptop, 'id = 8');
  await ends(laptop, 7, 'brake-records', 'sync');
  await ends(laptop, 7, 'brake-records', 'sync');
  assert.equal((await succeed(laptop, 'sync', '--yes'))['published'].records, 1);
  assert.equal((await succeed(laptop, 'sync'))['published'].records, 0);
});

test('rows deleted by the hundred are held, told with exit 7, and travel after a yes; everything else goes on', async (t) => {
  const { laptop, board } = await pair(t);
  remove(laptop, 'id <= 120');
  addObservation(laptop, 'new: beside the deletes');
  const held = await ends(laptop, 7, 'brake-records', 'sync');
  assert.equal(held['published'].records, 1);
  assert.match(held['error'].message, /120 of 201 observations are gone/);
  assert.match(held['error'].hint, /--yes/);
  assert.equal((await succeed(laptop, 'status'))['state'], 'braked');
  await succeed(board, 'sync');
  const count = () => change(board, (db) => Number(db.prepare('SELECT count(*) FROM observations').pluck().get()));
  assert.equal(count(), 201);
  assert.equal((await ends(laptop, 7, 'brake-records', 'sync', '--dry-run'))['published'].records, 0);
  assert.equal((await succeed(laptop, 'sync', '--yes'))['published'].records, 120);
  assert.equal((await succeed(board, 'sync'))['applied'].records, 120);
  assert.equal(count(), 81);
  assertSound(board);
});
