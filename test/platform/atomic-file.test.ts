import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeAtomically } from '../../core/platform/atomic-file.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('a file is written with its mode, also over an older one that was open to others', async (t) => {
  const folder = await scratchFolder(t, 'atomic');
  const path = join(folder, 'file with spaces і літери');
  await writeFile(path, 'old', { mode: 0o644 });
  writeAtomically(path, 'new');
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder), ['file with spaces і літери']);
});

test('when the new name cannot be taken the old one stays and no litter is left', async (t) => {
  const folder = await scratchFolder(t, 'atomic');
  await mkdir(join(folder, 'taken', 'inside'), { recursive: true });
  assert.throws(() => writeAtomically(join(folder, 'taken'), 'new'));
  assert.deepEqual(await readdir(folder), ['taken']);
  assert.deepEqual(await readdir(join(folder, 'taken')), ['inside']);
});
