import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { createFolder, folderProjects } from '../../../core/remotes/folder/create-folder.ts';
import { bytes } from '../../contract/remote-under-test.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { newFolder, openFolder, project } from './folder-under-test.ts';

const isFile = (error: unknown) =>
  isFault(error, 'remote-denied') && error.data.reason === 'it is a file, not a folder';

test('a folder is made once, for the owner alone, with the folders above it', async (t) => {
  const scratch = await scratchFolder(t, 'folder');
  const folder = join(scratch, 'Пам’ять', 'of mine');
  assert.equal(await createFolder(folder), 'created');
  assert.equal(await createFolder(folder), 'present');
  for (const path of [join(scratch, 'Пам’ять'), folder]) assert.equal((await lstat(path)).mode & 0o777, 0o700);
  assert.equal(await openFolder(folder).create('project.json', bytes('x')), 'stored');
});

test('a file where the folder should be, or above it, is said to be one', async (t) => {
  const scratch = await scratchFolder(t, 'folder');
  await writeFile(join(scratch, 'file'), 'mine');
  await assert.rejects(createFolder(join(scratch, 'file')), isFile);
  await assert.rejects(createFolder(join(scratch, 'file', 'below')), isFile);
  await assert.rejects(folderProjects(join(scratch, 'file')), isFile);
});

test('the projects of a folder are found, and nothing else in it', async (t) => {
  const { folder, remote } = await newFolder(t);
  assert.deepEqual(await folderProjects(folder), []);
  await remote.create('project.json', bytes('x'));
  await mkdir(join(folder, 'membridge', '0123456789abcdef'));
  await mkdir(join(folder, 'membridge', 'notes'));
  assert.deepEqual(await folderProjects(folder), ['0123456789abcdef', project]);
  assert.deepEqual(await folderProjects(folder, 'other/'), []);
  assert.deepEqual(await readdir(folder), ['membridge']);
});

test('the projects of an absent folder are not none: it is missing', async (t) => {
  const scratch = await scratchFolder(t, 'folder');
  await assert.rejects(folderProjects(join(scratch, 'stick')), (error) => isFault(error, 'remote-missing'));
});
