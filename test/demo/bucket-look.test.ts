import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lookIntoBucket, textsInFile } from '../../core/demo/bucket-look.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('a look into a folder tells readable texts and unsealed files, in whatever folder they lie', async (t) => {
  const folder = await scratchFolder(t, 'look');
  await mkdir(join(folder, 'a', 'b'), { recursive: true });
  await writeFile(join(folder, 'a', 'b', 'sealed'), 'age-encryption.org/v1\n-> X25519 …');
  await writeFile(join(folder, 'a', 'leak'), Buffer.concat([Buffer.from([0, 255]), Buffer.from('…Пошук за назвою…')]));
  const { files, readable } = await lookIntoBucket(folder, ['Пошук за назвою', 'Frost alarm']);
  assert.deepEqual(readable, ['Пошук за назвою']);
  assert.deepEqual(
    files.map(({ path, isSealed }) => [path, isSealed]),
    [
      ['a/b/sealed', true],
      ['a/leak', false],
    ],
  );
  assert.deepEqual(await textsInFile(join(folder, 'a', 'leak'), ['Frost alarm', 'назвою']), ['назвою']);
});

test('the same files look the same, another byte does not', async (t) => {
  const folder = await scratchFolder(t, 'look');
  await writeFile(join(folder, 'one'), 'one');
  const first = await lookIntoBucket(folder, []);
  assert.deepEqual(await lookIntoBucket(folder, []), first);
  await writeFile(join(folder, 'one'), 'onE');
  assert.notDeepEqual(await lookIntoBucket(folder, []), first);
});
