import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { restorePointFolder } from '../../core/platform/restore-point-folder.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { samplePoint } from '../support/state-samples.ts';

async function open(t: TestContext) {
  const folder = join(await scratchFolder(t, 'points'), 'restore-points');
  return { folder, files: restorePointFolder(folder) };
}

test('a copy is prepared, written, flushed and measured, readable by its owner alone', async (t) => {
  const { folder, files } = await open(t);
  const path = await files.prepare('r1');
  assert.equal(path, join(folder, 'r1', 'claude-mem.db'));
  assert.equal(await files.path('r1'), null);
  assert.equal(await files.measure('r1'), null);
  await writeFile(path, 'a database', { mode: 0o644 });
  await files.flush('r1');
  assert.equal(await files.path('r1'), path);
  assert.deepEqual(await files.measure('r1'), {
    bytes: 10,
    sha256: createHash('sha256').update('a database').digest('hex'),
  });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  for (const made of [folder, join(folder, 'r1')]) assert.equal((await stat(made)).mode & 0o777, 0o700);
});

test('preparing again removes a half copy and keeps what was moved aside', async (t) => {
  const { files } = await open(t);
  const path = await files.prepare('r1');
  await writeFile(path, 'half');
  await writeFile(`${path}-wal`, 'half');
  assert.equal(await files.hasAside('r1'), false);
  const aside = await files.asideFolder('r1');
  assert.equal(await files.hasAside('r1'), false);
  await writeFile(join(aside, 'claude-mem.db'), 'the only one');
  assert.equal(await files.hasAside('r1'), true);
  assert.equal(await files.prepare('r1'), path);
  assert.deepEqual(await readdir(join(path, '..')), ['aside']);
  assert.equal(await readFile(join(await files.asideFolder('r1'), 'claude-mem.db'), 'utf8'), 'the only one');
});

test('a removed point is gone with all its files', async (t) => {
  const { folder, files } = await open(t);
  await writeFile(await files.prepare('r1'), 'x');
  await writeFile(join(await files.asideFolder('r1'), 'y'), 'y');
  await files.remove('r1');
  await files.remove('r2');
  assert.deepEqual(await readdir(folder), []);
});

test("a sweep removes what no point names, but never a file moved aside and never a person's own folder", async (t) => {
  const { folder, files } = await open(t);
  await files.sweep([]);
  for (const id of ['r1', 'r2', 'r10']) await writeFile(await files.prepare(id), id);
  await writeFile(join(await files.asideFolder('r3'), 'claude-mem.db'), 'broken but the only one');
  await files.asideFolder('r4');
  await mkdir(join(folder, 'before the holidays'));
  await files.sweep([samplePoint('r1')]);
  assert.deepEqual((await readdir(folder)).toSorted(), ['before the holidays', 'r1', 'r3']);
});

test('an id of another form reaches no folder', async (t) => {
  const { files } = await open(t);
  for (const id of ['..', 'r1/../..', '', 'r', 'x1']) {
    await assert.rejects(async () => files.prepare(id), id);
    await assert.rejects(async () => files.remove(id), id);
    await assert.rejects(async () => files.path(id), id);
  }
});
