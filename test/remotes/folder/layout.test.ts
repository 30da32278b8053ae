import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { claimName, parseTemporaryName, temporaryName } from '../../../core/remotes/folder/temporary-name.ts';
import { isObjectName } from '../../../core/remotes/object-key.ts';
import { bytes, listed } from '../../contract/remote-under-test.ts';
import { newFolder, openFolder } from './folder-under-test.ts';

test('an object is the file of its key below membridge/<projectId>, with its bytes and nothing else', async (t) => {
  const { folder, remote } = await newFolder(t);
  await remote.create('project.json', bytes('{"format":1}\n'));
  await remote.create('head/0000000001.json', bytes('sealed'));
  await openFolder(folder, { prefix: 'backups/Мої/' }).put('lease.json', bytes('lease'));
  assert.deepEqual((await readdir(folder, { recursive: true })).sort(), [
    'backups',
    'backups/Мої',
    'backups/Мої/membridge',
    'backups/Мої/membridge/6fe2e0f6071ac2bb',
    'backups/Мої/membridge/6fe2e0f6071ac2bb/lease.json',
    'membridge',
    'membridge/6fe2e0f6071ac2bb',
    'membridge/6fe2e0f6071ac2bb/head',
    'membridge/6fe2e0f6071ac2bb/head/0000000001.json',
    'membridge/6fe2e0f6071ac2bb/project.json',
  ]);
  assert.equal(await readFile(join(folder, 'membridge/6fe2e0f6071ac2bb/project.json'), 'utf8'), '{"format":1}\n');
});

test('temporary names are what FORMATS.md says, and are read back', () => {
  const name = temporaryName('0f0e', 4711, '0123456789abcdef');
  assert.equal(name, '.tmp-0f0e-4711-0123456789abcdef');
  assert.deepEqual(parseTemporaryName(name), { writer: { id: '0f0e', pid: 4711 } });
  assert.equal(claimName('0000000001.json'), '.tmp-claim-0000000001.json');
  assert.deepEqual(parseTemporaryName('.tmp-claim-0000000001.json'), { writer: null });
  for (const foreign of ['.tmp-', '.tmp-of-another', '.tmp-a-b-0123456789abcdef', '.tmp', 'tmp-a-1-0123456789abcdef']) {
    assert.equal(parseTemporaryName(foreign), null, foreign);
  }
});

test('no object can have a temporary name', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(part, fc.nat(), part, (id, pid, object) => {
      assert.ok(!isObjectName(temporaryName(id, pid, '0123456789abcdef')));
      assert.ok(!isObjectName(claimName(object)));
    }),
  );
});

test('any objects are listed in byte order, from any start, as if they were one sorted list', async (t) => {
  const name = fc.stringMatching(/^[a-c0-1](?:[a-c0-1._-]{0,2}[a-c0-1_-])?$/);
  const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), key, key, async (keys, prefix, start) => {
      const { remote } = await newFolder(t);
      // No key is another's folder.
      const possible = keys.filter((one) => !keys.some((other) => other.startsWith(`${one}/`))).sort();
      for (const one of possible) assert.equal(await remote.put(one, bytes('x')), 'stored');
      for (const [from, after] of [
        ['', ''],
        ['', start],
        [prefix, ''],
        [prefix, start],
        [`${prefix.split('/')[0]}/`, start],
      ] as const) {
        // What would lie below an object is damage, not nothing: faults.test.ts.
        if (possible.some((one) => from.startsWith(`${one}/`))) continue;
        const expected = possible.filter((one) => one.startsWith(from) && one > after);
        assert.deepEqual(
          (await listed(remote, from, after)).map((entry) => entry.key),
          expected,
        );
      }
    }),
    { numRuns: 60 },
  );
});
